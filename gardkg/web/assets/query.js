// Questions in the page: a form for the named ones, an editor, the engine in a worker, the answer.
"use strict";
const at = (id) => document.getElementById(id);
const plain = (text) => text.normalize("NFC").trim().split(/\s+/).join(" ").toLowerCase();
const made = (tag, properties = {}, ...inside) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
};
const questions = Object.values(QUESTIONS).flat();
const SHOWN = 1000;

// --- What a field means ---
const byName = (rows) => (text) => rows.filter(([, ...names]) => names.map(plain).includes(text));
const diseases = byName(DISEASES);
const terms = byName(TERMS);
const iri = (text) => {
  if (/^https?:\/\/[^\s<>"{}|\\^`]+$/.test(text)) return `<${text}>`;
  const [, prefix, local] = text.match(/^([A-Za-z]\w*)[:_](\S+)$/) ?? [];
  const known = Object.keys(PREFIXES).find((name) => plain(name) === plain(prefix ?? ""));
  return known && /^[\w.-]+$/.test(local) ? `<${PREFIXES[known]}${local}>` : null;
};
const only = (found, text, what) => {
  if (!found.length) return null;
  if (found.length > 1) throw Error(`${text} may be: ${found.map((row) => row[1]).join(", ")}`);
  return found[0][0];
};
const value = {
  disease(text) {
    const number = plain(text).match(/^(?:gard[:_ ]?)?0*(\d{1,7})$/)?.[1];
    const id = number ? `gard:${number.padStart(7, "0")}` : plain(text).replace("_", ":");
    const path = only(diseases(plain(text)), text) ?? only(diseases(id), text);
    if (path) return `<${BASE}${path}>`;
    throw Error(`no disease is called ${text}`);
  },
  term(text) {
    const found = only(terms(plain(text)), text);
    const named = found ? `<${found}>` : iri(text);
    if (named) return named;
    throw Error(`no term is called ${text}; an id is written as HP:0001609`);
  },
  integer(text) {
    if (/^[+-]?\d+$/.test(text)) return String(Number(text));
    throw Error(`expected a number; got ${text}`);
  },
  date(text) {
    const day = `${text}-01-01`.slice(0, Math.max(10, text.length));
    if (/^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)))
      return `"${day}"^^<http://www.w3.org/2001/XMLSchema#date>`;
    throw Error(`expected a year, month or day such as 2014-04-18; got ${text}`);
  },
  text: (text) => JSON.stringify(text),
};
const filled = (question) =>
  question.params.reduce((query, param) => {
    const given = at(`param-${param.name}`).value.trim();
    if (!given && param.needed) throw Error(`give ${param.name}: ${param.help}`);
    const several = param.many ? given.split(",").map((one) => one.trim()).filter(Boolean) : [given];
    const all = given ? several.map(value[param.type]).join(" ") : param.default;
    return query.replaceAll(`<urn:param:${param.name}>`, () => all);
  }, question.text);

// --- The form ---
const chosen = () => questions.find((question) => question.name === at("question").value);
const show = () => {
  const fields = (chosen()?.params ?? []).map((param) => {
    const list = { disease: "diseases", term: "terms" }[param.type];
    const input = made("input", { id: `param-${param.name}`, required: param.needed });
    if (list) input.setAttribute("list", list);
    if (!["UNDEF", '""'].includes(param.default)) input.placeholder = param.default;
    input.addEventListener("change", write);
    const several = param.many ? ", several by commas" : "";
    const told = made("small", {}, `${param.help}${several}`);
    return made("label", {}, `${param.name} `, input, told);
  });
  at("fields").replaceChildren(...fields);
  at("asked").textContent = chosen()?.question ?? "";
};
const write = () => {
  if (!chosen()) return true;
  try {
    at("editor").value = filled(chosen());
    tell("");
    return true;
  } catch (error) {
    at("editor").value = chosen().text;
    tell(error.message);
    return false;
  }
};
const tell = (text) => (at("told").textContent = text);

// --- The engine ---
let worker, waiting, loading;
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const script = () =>
  new Promise((done, failed) => {
    if (typeof ENGINE !== "undefined") return done();
    const element = made("script", { src: "engine.js", onload: done });
    element.onerror = () => failed(Error("the engine's file is not there"));
    document.head.append(element);
  });
const said = ({ data }) => {
  const { done, failed } = waiting;
  data.error ? failed(Error(data.error)) : done(data);
};
const ask = (message) =>
  new Promise((done, failed) => {
    waiting = { done, failed };
    worker.postMessage(message);
  });
const start = async () => {
  await script();
  const address = URL.createObjectURL(new Blob([ENGINE.code], { type: "text/javascript" }));
  worker = new Worker(address);
  URL.revokeObjectURL(address);
  worker.onmessage = said;
  worker.onerror = (event) => waiting.failed(Error(event.message || "the engine has stopped"));
  const { ready } = await ask({ wasm: bytes(ENGINE.wasm), triples: bytes(ENGINE.triples) });
  tell(`${ready.toLocaleString("en")} triples are loaded`);
};
const ready = () => (loading ??= start().catch((error) => { stopped(); throw error; }));
const stopped = () => {
  worker?.terminate();
  worker = loading = undefined;
};
const busy = (is) => {
  at("stop").disabled = !is;
  at("run").disabled = is;
};
const run = async () => {
  if (at("run").disabled || !write()) return;
  const query = at("editor").value;
  if (!query.trim()) return;
  busy(true);
  try {
    tell("loading …");
    await ready();
    tell("asking …");
    const begun = performance.now();
    const head = Object.entries(PREFIXES).map(([name, iri]) => `PREFIX ${name}: <${iri}>`);
    const { answer } = await ask({ query: `BASE <${BASE}> ${head.join(" ")}\n${query}` });
    history.replaceState(null, "", `#query=${encodeURIComponent(query)}`);
    const time = `${Math.round(performance.now() - begun).toLocaleString("en")} ms`;
    answer.lines === undefined ? table(JSON.parse(answer.json), time, query) : lines(answer.lines, time);
  } catch (error) {
    at("answer").replaceChildren();
    tell(mistake(error.message, query));
  } finally {
    busy(false);
  }
};
// What the engine tells is every token that might have come; our prefixes are a line before the first.
const mistake = (text, query) => {
  const [, below, column] = text.match(/^error at (\d+):(\d+): /) ?? [];
  if (!below) return text.split("\n")[0];
  const bare = query.replace(/"[^"]*"|'[^']*'|<[^>\s]*>/g, "");
  const declared = [...bare.matchAll(/PREFIX\s+([\w.-]*):/gi)].map(([, name]) => name);
  const used = [...bare.matchAll(/(?<![?$\w])([A-Za-z][\w.-]*):/g)].map(([, name]) => name);
  const unknown = used.find((name) => !(name in PREFIXES) && !declared.includes(name));
  if (unknown) return `the prefix ${unknown}: is not declared; PREFIX ${unknown}: <…> before the query declares it`;
  const rows = query.split("\n");
  const rest = rows[below - 2]?.slice(column - 1).trim() || rows.slice(below - 1).join(" ").trim();
  const at = `query:${below - 1}:${column}: `;
  return at + (rest ? `cannot be read from here on: ${rest.slice(0, 30)}` : "the query ends here, and is not whole");
};
const stop = () => {
  const { failed } = waiting;
  stopped();
  failed(Error("stopped"));
};

// --- The answer ---
const place = (path) => {
  for (const [pattern, page, fragment] of RULES) {
    const found = path.match(new RegExp(pattern));
    if (!found) continue;
    const fill = (text) => text.replace(/\$(\d)/g, (_, n) => found[n]);
    if (!called.has(BASE + fill(page))) return;
    return `${fill(page)}.html${fragment ? `#${fill(fragment)}` : ""}`;
  }
};
const called = new Map(DISEASES.map(([path, , name]) => [BASE + path, name]));
const link = (iri) =>
  iri.startsWith(ONTOLOGY) ? `ontology.html#${iri.slice(ONTOLOGY.length)}`
  : iri.startsWith(BASE) ? place(iri.slice(BASE.length))
  : PLACES[iri] ?? (/^https?:\/\//.test(iri) ? iri : undefined);
const short = (iri) => {
  for (const [name, start] of Object.entries(PREFIXES).sort((a, b) => b[1].length - a[1].length))
    if (iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length)))
      return `${name}:${iri.slice(start.length)}`;
  return iri.startsWith(BASE) ? iri.slice(BASE.length) : iri;
};
const cell = (term) => {
  if (!term) return made("td");
  if (term.datatype?.endsWith("#boolean")) return made("td", {}, term.value === "true" ? "yes" : "no");
  if (term.type !== "uri") return made("td", {}, term.value);
  const href = link(term.value);
  const text = called.get(term.value) ?? WORDS[term.value] ?? short(term.value);
  return made("td", {}, href ? made("a", { href, title: short(term.value) }, text) : text);
};
const inOrder = (name, term) =>
  name === "citations" && term
    ? { ...term, value: term.value.split(" ").sort((a, b) => a - b).join(" ") }
    : term;
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
// Of SELECT *, the columns in the order in which the query names them.
const inQuery = (columns, query) => {
  if (!/\bSELECT\s+(DISTINCT\s+|REDUCED\s+)?\*/i.test(query)) return columns;
  const named = [...query.matchAll(/[?$](\w+)/g)].map(([, name]) => name);
  return columns.toSorted((a, b) => named.indexOf(a) - named.indexOf(b));
};
const table = ({ head, boolean, results }, time, query) => {
  if (boolean !== undefined) {
    at("answer").replaceChildren(made("p", {}, boolean ? "yes" : "no"));
    return tell(time);
  }
  const columns = inQuery(head.vars, query);
  const rows = results.bindings.map((row) => columns.map((name) => inOrder(name, row[name])));
  const first = rows.slice(0, SHOWN).map((row) => made("tr", {}, ...row.map(cell)));
  const names = made("tr", {}, ...columns.map((name) => made("th", { scope: "col" }, name)));
  at("answer").replaceChildren(made("table", {}, made("thead", {}, names), made("tbody", {}, ...first)));
  const more = rows.length > SHOWN ? `; the first ${SHOWN.toLocaleString("en")} are shown` : "";
  tell(`${rows.length.toLocaleString("en")} row${rows.length === 1 ? "" : "s"} in ${time}${more}`);
  const text = rows.map((row) =>
    row.map((term) => quoted(term ? (term.type === "bnode" ? `_:${term.value}` : term.value) : "")).join(","),
  );
  save([columns.join(","), ...text, ""].join("\r\n"), "answer.csv", "text/csv");
};
const lines = (text, time) => {
  const count = text.split("\n").length - 1;
  at("answer").replaceChildren(made("pre", {}, text.slice(0, 100000)));
  tell(`${count.toLocaleString("en")} triples in ${time}`);
  save(text, "answer.nt", "application/n-triples");
};
let saved;
const save = (text, name, type) => {
  if (saved) URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(new Blob([text], { type }));
  at("answer").prepend(made("p", {}, made("a", { href: saved, download: name }, `Save as ${name}`)));
};

// --- What is there at the beginning ---
const options = (rows) => rows.map((row) => made("option", { value: row[2], label: row[1] }));
at("diseases").replaceChildren(...options(DISEASES));
at("terms").replaceChildren(...options(TERMS));
at("question").append(
  ...Object.entries(QUESTIONS).map(([group, some]) =>
    made("optgroup", { label: group }, ...some.map(({ name }) => made("option", { value: name }, name)))),
);
const given = () => {
  const [, kind, text] = location.hash.match(/^#(name|query)=(.*)$/s) ?? [];
  if (!kind) return;
  at("question").value = kind === "name" ? decodeURIComponent(text) : "";
  show();
  if (kind === "query") at("editor").value = decodeURIComponent(text);
  else if (!write()) return;
  if (TRIPLES <= MANY) run();
};
at("question").addEventListener("change", () => { show(); write(); });
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
at("editor").addEventListener("input", () => { at("question").value = ""; show(); });
at("editor").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  run();
});
at("stop").addEventListener("click", stop);
window.addEventListener("hashchange", given);
at("form").hidden = false;
show();
given();
if (TRIPLES > MANY) tell(`Run loads ${TRIPLES.toLocaleString("en")} triples into this page; that may take a while`);
else ready().catch((error) => tell(error.message));
