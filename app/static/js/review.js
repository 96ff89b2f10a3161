/* The review page by keyboard, and without leaving the place one works at. Everything on the page
   works without this file: it follows the page's own links and sends its own forms. */
"use strict";

(() => {
  const main = document.querySelector("main");
  const spoken = document.createElement("div");
  spoken.className = "sr";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);

  /* Going on without leaving: the answer takes the place of the page's content, and the row that
     somebody works at stays where it is on the screen. */

  const rowOf = (element) => {
    const row = element.closest("tr");
    if (!row) return null;
    return row.classList.contains("row-below") ? previousRow(row) : row;
  };

  const previousRow = (row) => {
    let other = row;
    while (other && !other.classList.contains("draft-row")) other = other.previousElementSibling;
    return other;
  };

  const ticked = () => new Set([...main.querySelectorAll("[name=row]:checked")].map((box) => box.value));

  async function visit(address, options, anchorId, focusOn) {
    const anchor = anchorId && document.getElementById(anchorId);
    const top = anchor ? anchor.getBoundingClientRect().top : null;
    const boxes = ticked();
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", ...options });
    } catch {
      warn("offline");
      return false;
    }
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    const content = page.querySelector("main");
    if (!content || new URL(answer.url).pathname.split("/")[1] !== "ban-doc") {
      location.assign(answer.url);
      return true;
    }
    main.replaceChildren(...content.childNodes);
    document.title = page.title;
    const stays = answer.ok && new URL(answer.url).pathname === new URL(address, location.href).pathname;
    const shown = stays || answer.redirected ? answer.url : location.href;
    history.replaceState(null, "", shown.split("#")[0] + (anchorId ? "#" + anchorId : ""));
    for (const box of main.querySelectorAll("[name=row]")) if (boxes.has(box.value) && !options.body) box.checked = true;
    countTicked();
    showSwitch();
    settle(anchorId, top, focusOn);
    return true;
  }

  function settle(anchorId, top, focusOn) {
    const wrong = main.querySelector(".error-summary");
    const wanted = main.querySelector("form [autofocus]");
    const anchor = anchorId && document.getElementById(anchorId);
    if (anchor && top !== null) window.scrollBy(0, anchor.getBoundingClientRect().top - top);
    else if (anchor) anchor.scrollIntoView({ block: "center" });
    const target = wrong || wanted || (focusOn && focusOn()) || anchor;
    if (target) {
      if (!target.matches("a, button, input, textarea, select, summary, [tabindex]")) target.tabIndex = -1;
      target.focus({ preventScroll: true });
      const box = target.getBoundingClientRect();
      if (box.top < 60 || box.bottom > window.innerHeight - 80) target.scrollIntoView({ block: "center" });
    }
    const said = main.querySelector("[data-said] span, .just-done span, .messages .notice");
    spoken.textContent = wrong ? "" : said ? said.textContent : "";
  }

  /* Words that were typed are not lost by going on: the page says so and stays. */

  const changed = (field) =>
    field.matches("select")
      ? [...field.options].some((one) => one.selected !== one.defaultSelected) && !!field.querySelector("[selected]")
      : field.value !== field.defaultValue;
  const unsaved = () => {
    const open = [...main.querySelectorAll("form.well")];
    return open.find((form) => [...form.querySelectorAll("textarea, select, input:not([type=hidden])")].some(changed));
  };
  let leaving = false;

  function warn(which) {
    const words = document.getElementById("mot-dong").dataset[which];
    const line = document.createElement("p");
    line.className = "notice tint-soon warning";
    line.textContent = words;
    main.querySelectorAll(".warning").forEach((old) => old.remove());
    const form = unsaved();
    if (form) form.prepend(line);
    else main.prepend(line);
    line.scrollIntoView({ block: "center" });
    spoken.textContent = words;
  }

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-stay]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.dataset.key !== "Escape" && unsaved()) warn("unsaved");
    else visit(link.href, {}, link.hash.slice(1));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const other = unsaved();
    if (other && other !== form) {
      event.preventDefault();
      warn("unsaved");
      return;
    }
    if (!("stay" in form.dataset)) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    const data = new URLSearchParams(new FormData(form));
    if (button && button.name) data.append(button.name, button.value);
    const address = (button && button.getAttribute("formaction")) || form.action;
    const from = button && !rowOf(button) && !button.closest(".problem") ? document.activeElement : button || form;
    const row = rowOf(from);
    const problem = from.closest(".problem");
    const place = problem ? problems().indexOf(problem) : -1;
    const next = place < 0 ? null : () => problems()[Math.min(place, problems().length - 1)];
    const wait = [...main.querySelectorAll("button")].filter((one) => !one.disabled);
    wait.forEach((one) => (one.disabled = true));
    visit(address, { method: "POST", body: data }, row ? row.id : problem ? "can-xem" : placeOf(form, address), next).then((arrived) => {
      if (!arrived) wait.forEach((one) => (one.disabled = false));
    });
  });

  const placeOf = (form, address) => {
    const row = new URL(address, location.href).searchParams.get("dong");
    const section = form.closest("[aria-labelledby]");
    if (row) return `dong-${row}`;
    return section ? section.getAttribute("aria-labelledby") : "cac-dong";
  };

  /* A cell opens its row's form, with the focus in that cell. */

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.target.closest("a, button, input, label, details") || String(getSelection())) return;
    const link = cell.closest("tr").querySelector("[data-key=e]");
    if (!link) return;
    if (unsaved()) {
      warn("unsaved");
      return;
    }
    const address = new URL(link.href);
    address.searchParams.set("o", cell.dataset.cell);
    visit(address.href, {}, link.hash.slice(1));
  });

  /* Many rows at once: an area's box ticks its rows. */

  const countTicked = () => {
    const place = main.querySelector("[data-ticked]");
    if (place) place.textContent = ticked().size || "";
  };

  document.addEventListener("change", (event) => {
    if ("area" in event.target.dataset) {
      const rows = event.target.closest("tbody").querySelectorAll("[name=row]");
      rows.forEach((box) => (box.checked = event.target.checked));
    }
    if (event.target.name === "row") {
      const area = event.target.closest("tbody").querySelector("[data-area]");
      if (area && !event.target.checked) area.checked = false;
    }
    countTicked();
  });

  /* Keys. They rest while somebody types, and leave what the browser and a reader use alone.
     Whoever speaks to the computer, or rests a hand on the keys, switches the letters off; this
     browser remembers it, where it may. */

  const REMEMBERED = "review-keys";
  const remembered = () => {
    try {
      return localStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  };
  let lettersWork = remembered() !== "off";
  const showSwitch = () => {
    const box = document.getElementById("dung-phim-tat");
    if (!box) return;
    box.checked = lettersWork;
    box.closest("label").hidden = false;
  };
  showSwitch();

  document.addEventListener("change", (event) => {
    if (event.target.id !== "dung-phim-tat") return;
    lettersWork = event.target.checked;
    try {
      localStorage.setItem(REMEMBERED, lettersWork ? "on" : "off");
    } catch {
      return; // A browser that keeps nothing: the choice holds for this page.
    }
  });

  const problems = () => [...main.querySelectorAll("[data-stop=problem]")];
  const rows = () => [...main.querySelectorAll("[data-stop=row]")];

  function step(stops, by) {
    if (!stops.length) return;
    const here = document.activeElement.closest("[data-stop]") || stops.find((one) => one.id === location.hash.slice(1));
    let at = stops.indexOf(here);
    if (at < 0) {
      const before = stops.filter((one) => one.getBoundingClientRect().top < 80).length;
      at = by > 0 ? before - 1 : before;
    }
    const stop = stops[Math.max(0, Math.min(stops.length - 1, at + by))];
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const here = document.activeElement.closest("[data-stop]");
    const below = document.activeElement.closest("tr.row-below");
    const place = here || (below && previousRow(below));
    let target = place && place.querySelector(`[data-key="${key}"]`);
    if (!target && (key === "u" || key === "Escape")) target = main.querySelector(`[data-key="${key}"]`);
    if (!target) return false;
    target.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const on = event.target;
    const typing = on.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (press("Escape")) event.preventDefault();
      return;
    }
    if (typing || (!lettersWork && event.key !== "Enter")) return;
    const moves = { n: [problems, 1], p: [problems, -1], j: [rows, 1], k: [rows, -1] };
    if (moves[event.key]) {
      step(moves[event.key][0](), moves[event.key][1]);
    } else if (event.key === "?") {
      const list = document.getElementById("cac-phim");
      if (!list) return;
      list.open = true;
      list.querySelector("summary").focus();
    } else if (event.key === "Enter") {
      if (!on.matches("[data-stop]") || !press("e")) return;
    } else if (!"eaxsmtu".includes(event.key) || !press(event.key)) {
      return;
    }
    event.preventDefault();
  });
})();
