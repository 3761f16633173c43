// The list of diseases, narrowed to those that have every word in one of their names.
"use strict";
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const form = document.getElementById("search");
const words = document.getElementById("words");
const told = form.querySelector("output");
const rows = [...document.querySelectorAll("#diseases > li")].map((item) => [
  item,
  plain(`${item.textContent} ${item.dataset.words ?? ""}`),
]);
const search = () => {
  const wanted = plain(words.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const [item, text] of rows) {
    item.hidden = !wanted.every((word) => text.includes(word));
    found += !item.hidden;
  }
  told.textContent = wanted.length ? `${found} found` : "";
};
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
words.addEventListener("input", search);
search();
