// Forms that lose nothing when the line breaks. What was typed is kept in this tab until it is sent;
// files are sent with a bar that shows how far it is, and with a button to try again. Without this
// script every form works as a form does.
(() => {
  "use strict";
  const words = document.body.dataset;
  const PREFIX = "kept:";
  const WAITING = "sent-with-what-was-kept";

  // ---- What was typed ----------------------------------------------------------------------

  // Another person who signs in in this tab finds nothing of the one before.
  const keyOf = (form) =>
    `${PREFIX}${words.person}:${new URL(form.action, location.href).pathname}`;
  const boxes = (form) => [...form.querySelectorAll("textarea, input.input[type=text]")]
    .filter((box) => box.name && !box.readOnly && box.autocomplete !== "off");

  function keep(form) {
    const typed = Object.fromEntries(
      boxes(form).filter((box) => box.value !== box.defaultValue).map((box) => [box.name, box.value])
    );
    if (Object.keys(typed).length) sessionStorage.setItem(keyOf(form), JSON.stringify(typed));
    else sessionStorage.removeItem(keyOf(form));
  }

  function putBack(form) {
    const typed = JSON.parse(sessionStorage.getItem(keyOf(form)) || "{}");
    const lost = boxes(form).filter((box) => typed[box.name] && box.value === box.defaultValue
      && box.value !== typed[box.name]);
    for (const box of lost) box.value = typed[box.name];
    if (!lost.length) return;
    const note = document.createElement("p");
    note.className = "hint";
    note.setAttribute("role", "status");
    note.textContent = words.kept;
    lost[0].closest(".field, label, div").before(note);
    lost[0].closest("details")?.setAttribute("open", "");
  }

  // ---- Files -------------------------------------------------------------------------------

  function send(form, submitter) {
    const body = new FormData(form, submitter);
    const request = new XMLHttpRequest();
    const line = form.querySelector(".upload") || form.appendChild(document.createElement("div"));
    line.className = "upload";
    line.innerHTML = '<progress class="progress" max="100" value="0"></progress> <span role="status"></span>';
    const bar = line.querySelector("progress");
    const said = line.querySelector("span");
    bar.setAttribute("aria-label", words.sending);
    said.textContent = words.sending;
    const buttons = [...form.querySelectorAll("button")];
    const wait = (waiting) => buttons.forEach((button) => { button.disabled = waiting; });

    const failed = () => {
      wait(false);
      bar.remove();
      said.textContent = words.failed;
      const again = document.createElement("button");
      again.type = "button";
      again.className = "button";
      again.textContent = words.again;
      again.addEventListener("click", () => send(form, submitter));
      line.append(" ", again);
      again.focus();
    };

    request.open("POST", form.action);
    request.setRequestHeader("X-Sent-By", "script");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = (100 * event.loaded) / event.total;
      said.textContent = event.loaded < event.total
        ? `${words.sending} ${Math.round(bar.value)}%` : words.storing;
    });
    request.addEventListener("load", () => {
      const to = request.getResponseHeader("X-Location");
      if (request.status === 0 || request.status >= 502) return failed();
      if (to) {
        const path = new URL(to, location.href).pathname;
        // Where the session has ended nothing was taken in.
        if (path !== words.signIn) done(form);
        // The page that shows the result may be this one, at another place.
        if (path === location.pathname) {
          history.replaceState(null, "", to);
          location.reload();
        } else location.assign(to);
        return;
      }
      // What was refused comes as the whole page again, with what was typed and why.
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", failed);
    request.addEventListener("timeout", failed);
    wait(true);
    request.send(body);
  }

  const done = (form) => sessionStorage.removeItem(keyOf(form));

  // ---- Every form of the page ---------------------------------------------------------------

  const waiting = JSON.parse(sessionStorage.getItem(WAITING) || "null");
  sessionStorage.removeItem(WAITING);
  // The page that answers a form has come: what was kept for it is stored, or stands in it. By way of
  // the sign-in page it would come from there: then nothing was taken in, and what was kept stays.
  const cameFrom = document.referrer && new URL(document.referrer).pathname;
  if (waiting && waiting.from === cameFrom) sessionStorage.removeItem(waiting.key);

  for (const form of document.querySelectorAll('form[method="post"]')) {
    const picker = form.querySelector("input[type=file]");
    if (boxes(form).length) {
      putBack(form);
      form.addEventListener("input", () => keep(form));
    }
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (picker && picker.files.length) {
        event.preventDefault();
        send(form, event.submitter);
      } else {
        const sent = { key: keyOf(form), from: location.pathname };
        sessionStorage.setItem(WAITING, JSON.stringify(sent));
      }
    });
    if (!picker) continue;
    const target = picker.closest(".field") || picker;
    target.addEventListener("dragover", (event) => event.preventDefault());
    target.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      picker.files = event.dataTransfer.files;
      picker.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
})();
