// The engine at work: it gets itself and the triples once, and then one query after another.
const unpacked = (bytes) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
// Of a CONSTRUCT or DESCRIBE, the lines of N-Triples; of a SELECT or ASK, SPARQL's JSON.
const answer = (store, query) => {
  try {
    return { lines: store.query(query, { results_format: "nt" }) };
  } catch (error) {
    if (!/^Not supported SPARQL/.test(error.message ?? error)) throw error;
    return { json: store.query(query, { results_format: "json" }) };
  }
};
let store;
self.onmessage = async ({ data }) => {
  try {
    if (data.wasm) {
      initSync({ module: await unpacked(data.wasm) });
      store = new Store();
      const triples = new Uint8Array(await unpacked(data.triples));
      store.load(triples, { format: "nt", no_transaction: true, lenient: true });
      self.postMessage({ ready: store.size });
    } else {
      self.postMessage({ answer: answer(store, data.query) });
    }
  } catch (error) {
    self.postMessage({ error: String(error.message ?? error) });
  }
};
