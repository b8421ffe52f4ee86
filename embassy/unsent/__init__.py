"""What a person had typed when a form was refused for another reason than what stood in it.

Every form carries a ticket that says for whom it was drawn (`tickets`). A post that is refused because the session is
gone is kept for an hour for that person alone, and fills the form again when they have signed in (`keeping`). Every
other refusal (an old CSRF token, 403, 404, 409, a fault, a database that does not answer) is answered by a page that
shows what was typed, to be copied or sent once more (`texts`). Nothing is ever sent again by itself.
"""
