/* Names to choose from while somebody types @ in a comment. The page works without this file: who is
   to be mentioned can be ticked in the list below, or typed with the whole name. */
"use strict";

(() => {
  const list = document.querySelector("[data-mentions]");
  const box = list && document.getElementById(list.dataset.mentions);
  if (!box) return;
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const names = [...list.children];
  let chosen = 0;
  list.setAttribute("role", "listbox");
  for (const name of names) name.setAttribute("role", "option");
  box.setAttribute("aria-controls", list.id = "mention-names");

  const typed = () => /@([^@\n]{0,40})$/.exec(box.value.slice(0, box.selectionStart));
  const shown = () => names.filter((name) => !name.hidden);

  const mark = (place) => {
    const open = shown();
    chosen = open.length ? (place + open.length) % open.length : 0;
    names.forEach((name) => name.setAttribute("aria-selected", String(name === open[chosen])));
  };

  const look = () => {
    const found = typed();
    const wanted = found ? bare(found[1]) : "";
    for (const name of names) name.hidden = !found || !bare(name.dataset.name).includes(wanted);
    const said = found && names.some((name) => bare(name.dataset.name) === wanted.trim());
    list.hidden = !found || said || shown().length === 0;
    mark(0);
  };

  const take = (name) => {
    const found = typed();
    if (!found) return;
    const end = box.selectionStart;
    const before = box.value.slice(0, found.index);
    box.setRangeText(`@${name.dataset.name} `, before.length, end, "end");
    list.hidden = true;
    box.focus();
  };

  box.addEventListener("input", look);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter") take(shown()[chosen]);
    else if (event.key === "Escape") list.hidden = true;
    else return;
    event.preventDefault();
  });
  for (const name of names) name.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
})();
