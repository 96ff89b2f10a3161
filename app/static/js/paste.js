// Keeps the pasted table's own markup beside its text, so that merged cells survive. Without this
// script, or after any change by hand, the text alone counts.
(() => {
  "use strict";
  const MOST = 1500000;
  const area = document.getElementById("pasted");
  const markup = document.getElementById("pasted_html");
  if (!area || !markup) return;

  area.addEventListener("paste", (event) => {
    const html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
    const replacesAll = area.selectionStart === 0 && area.selectionEnd === area.value.length;
    const isTable = /<table\b/i.test(html) && html.length <= MOST;
    markup.value = replacesAll && isTable ? html : "";
  });
  area.addEventListener("input", (event) => {
    if (event.inputType !== "insertFromPaste") markup.value = "";
  });
})();
