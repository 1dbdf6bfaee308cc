// Starts the page from what is inlined in it, so that it makes no request at all and works from file:// as from a server.
// No style attribute is used anywhere in the page: its policy admits only the one style sheet, by its hash.
(() => {
  const inlined = (id) => document.getElementById(id).textContent;

  async function inflated(id, type) {
    const text = atob(inlined(id).trim());
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream, { headers: { "content-type": type } }).arrayBuffer();
  }

  const compiled = (async () => WebAssembly.compile(await inflated("wasm", "application/wasm")))();

  // The worker runs the same module as the page. Messages that come before it is ready wait for it.
  const inWorker = `
    let ready;
    onmessage = async (event) => {
      if (!ready) { ready = wasm_bindgen({ module_or_path: event.data }); return; }
      await ready;
      wasm_bindgen.work(event.data);
    };`;

  globalThis.plumbline = {
    /** A worker that serves `wasm_bindgen.work`; one for each file. */
    worker() {
      const source = new Blob([inlined("glue"), inWorker], { type: "text/javascript" });
      const address = URL.createObjectURL(source);
      const worker = new Worker(address);
      compiled.then((module) => worker.postMessage(module));
      // The messages of the page must follow the module.
      const post = worker.postMessage.bind(worker);
      worker.ask = (message) => compiled.then(() => post(message));
      worker.stop = () => { worker.terminate(); URL.revokeObjectURL(address); };
      return worker;
    },
    /** The demonstration file, as if it had been chosen. */
    async demonstration() {
      return new File([await inflated("demonstration", "application/json")], "demonstration.json");
    },
  };

  compiled.then((module) => wasm_bindgen({ module_or_path: module })).catch(() => {
    document.getElementById("app").textContent =
      "This browser cannot run Plumbline: it needs WebAssembly and DecompressionStream, which Chrome and Edge have had since " +
      "2020, Firefox and Safari since 2023. Nothing was read. Update the browser, or open this page in another one.";
  });
})();
