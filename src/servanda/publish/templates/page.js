"use strict";
// The page is complete without this script. With it, a cell opens its finding in place, and arrow
// keys move on the board.
(() => {
  const viewer = document.getElementById("viewer");
  const body = document.getElementById("viewer-body");
  const title = document.getElementById("viewer-title");
  const cards = [...document.querySelectorAll(".card")];
  const places = new Map(cards.map((card) => [card.id, card.parentElement]));
  let shown = null;
  let opener = null;

  function putBack() {
    if (shown) places.get(shown.id).append(shown);
    shown = null;
  }

  function show(card) {
    putBack();
    shown = card;
    title.textContent = card.dataset.title;
    body.replaceChildren(card);
    body.scrollTop = 0;
    const index = cards.indexOf(card);
    document.getElementById("viewer-previous").disabled = index === 0;
    document.getElementById("viewer-next").disabled = index === cards.length - 1;
  }

  function open(card, from) {
    opener = from;
    show(card);
    if (!viewer.open) viewer.showModal();
    title.focus();
  }

  function step(by) {
    const next = cards[cards.indexOf(shown) + by];
    if (next) show(next);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#f-']");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain) return;
    event.preventDefault();
    open(document.getElementById(link.hash.slice(1)), link);
  });
  document.getElementById("viewer-close").addEventListener("click", () => viewer.close());
  document.getElementById("viewer-previous").addEventListener("click", () => step(-1));
  document.getElementById("viewer-next").addEventListener("click", () => step(1));
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
  viewer.addEventListener("close", () => {
    putBack();
    if (opener) opener.focus();
  });

  // A finding that is linked to from outside is opened where it stands.
  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const details = target && target.closest("details");
    if (details) {
      details.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener("hashchange", openTarget);
  openTarget();

  // One stop for the Tab key per board; arrows move inside.
  for (const table of document.querySelectorAll("table.board")) {
    const links = [...table.querySelectorAll("td a")];
    links.forEach((link, index) => { link.tabIndex = index ? -1 : 0; });
    table.addEventListener("focusin", (event) => {
      if (!links.includes(event.target)) return;
      links.forEach((link) => { link.tabIndex = link === event.target ? 0 : -1; });
    });
    table.addEventListener("keydown", (event) => move(event, table));
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function move(event, table) {
    const link = event.target.closest("td a");
    const by = STEPS[event.key];
    if (!link || !by) return;
    event.preventDefault();
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td.day")]);
    let y = rows.findIndex((row) => row.includes(link.parentElement));
    let x = rows[y].indexOf(link.parentElement);
    do {
      y += by[0];
      x += by[1];
    } while (rows[y] && rows[y][x] && !rows[y][x].querySelector("a"));
    const next = rows[y] && rows[y][x] && rows[y][x].querySelector("a");
    if (next) next.focus();
  }
  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;

  // On paper every finding is open; afterwards each is as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    if (viewer.open) viewer.close();
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
    closed = [];
  });
})();
