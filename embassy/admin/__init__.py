"""The admin: set-up and corrections, under the same rights and on the same record as every other door.

The door is `embassy.admin_site`. `rights` says who may do what (asked of the models' QuerySets), `choices` keeps
choices and forms within those rights, `base` and `inlines` are what every screen is made from and write through a
change set, `history` tells what was changed. The screens of this app's own tables are in `users`, `places`, `record`.
"""

from embassy.admin import places, record, users  # noqa: F401  (importing them registers the screens)
