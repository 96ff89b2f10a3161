// A button that copies what stands in a text box. Without this script the box is there to be
// selected by hand, and the button is not shown.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const box = document.getElementById(button.dataset.copy);
    if (!box) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      box.focus();
      box.select();
      // Browsers give the clipboard only to pages on https; elsewhere the older way still works.
      if (navigator.clipboard) await navigator.clipboard.writeText(box.value);
      else document.execCommand("copy");
      const words = button.querySelector("span");
      if (words) words.textContent = button.dataset.done;
    });
  }
})();
