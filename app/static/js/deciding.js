/* Keys for whoever decides on many results in a row, and one box that ticks all. The pages work
   without this file. A key does what the control with its `data-key` does when it is used by hand;
   it is shown in a <kbd> beside the control. Keys never fire while somebody types. */
"use strict";

(() => {
  const SILENT = "dondoc-keys-off";
  const typing = new Set(["text", "search", "date", "number", "email", "url", "password", "tel", "file"]);
  const shown = document.querySelectorAll("kbd[data-for-keys]");
  const targets = new Map([...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one]));
  const toggle = document.querySelector("[data-keys-toggle]");

  const remembered = () => {
    try { return localStorage.getItem(SILENT) === "1"; } catch { return false; }
  };
  let silent = remembered();

  const draw = () => {
    for (const key of shown) key.hidden = silent;
    if (!toggle) return;
    toggle.hidden = targets.size === 0;
    toggle.querySelector("span").textContent = silent ? toggle.dataset.off : toggle.dataset.on;
  };

  const isTyping = (element) =>
    element.isContentEditable || element.matches("textarea, select") ||
    (element.matches("input") && typing.has(element.type));

  const use = (target) => {
    const fold = target.closest("details");
    if (fold) fold.open = true;
    if (!target.matches("input")) {
      target.click();
      return;
    }
    target.checked = true;
    const first = target.form.querySelector("[name=ticked], textarea") || target;
    first.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (silent || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target instanceof Element && isTyping(event.target)) return;
    const target = targets.get(event.key.toLowerCase());
    if (!target || target.disabled) return;
    event.preventDefault();
    use(target);
  });

  if (toggle) {
    toggle.addEventListener("click", () => {
      silent = !silent;
      try { localStorage.setItem(SILENT, silent ? "1" : "0"); } catch { /* Kept for this page only. */ }
      draw();
    });
  }
  draw();

  const all = document.querySelector("[data-tick-all]");
  const boxes = [...document.querySelectorAll("input[name=row]")];
  const counted = document.querySelector("[data-ticked]");
  if (all && boxes.length) {
    const box = all.querySelector("input");
    const quiet = counted ? counted.textContent : "";
    const count = () => {
      const number = boxes.filter((one) => one.checked).length;
      box.checked = number === boxes.length;
      box.indeterminate = number > 0 && number < boxes.length;
      if (counted) counted.textContent = number ? counted.dataset.words.replace("{number}", number) : quiet;
    };
    all.hidden = false;
    /* Enter on a box would send the form; what is ticked is sent by a button that says what for. */
    box.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input[type=checkbox]")) event.preventDefault();
    });
    box.addEventListener("change", () => {
      for (const one of boxes) one.checked = box.checked;
      count();
    });
    for (const one of boxes) one.addEventListener("change", count);
    count();
  }
})();
