/* What the filters of a list need beside htmx. Without scripts the same form is sent, and the whole page comes anew. */

"use strict";

// Addresses as short as they would be written by hand: what is not asked for is not named.
document.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail.formData;
  for (const [name, value] of [...asked.entries()]) {
    if (!value) asked.delete(name);
  }
});

// No answer, or not the page: the form is sent as it is without scripts, and the browser says what is wrong.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const form = event.detail.elt.closest("form");
    if (form) form.submit();
  });
}
