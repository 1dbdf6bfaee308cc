// Starts the page from what is inlined in it, so that it makes no request at all and works from file:// as from a server.
// No style attribute is used anywhere in the page: its policy admits only the one style sheet, by its hash.
(() => {
  const TOO_OLD =
    "This browser cannot run Plumbline: it needs WebAssembly and DecompressionStream, which Chrome and Edge have had since 2022 " +
    "(version 97), Firefox and Safari since 2023 (113 and 16.4). Some security settings turn WebAssembly off: Enhanced security " +
    "in Edge, Lockdown Mode in Safari. Nothing was read. Update the browser, allow this page, or open it in another browser.";
  const DAMAGED =
    "This copy of Plumbline is incomplete or was changed on its way, so it was not opened. Nothing was read. Fetch it again from " +
    "where it came, or ask whoever sent it for a new copy.";
  const FAULT =
    "Plumbline stopped as it opened. That is a fault in Plumbline, not in anything you did, and nothing was read. Load the page " +
    "again; if it stops again, tell whoever looks after this copy.";

  /** What is in a copy of this page, in order: its own elements, and none that an extension of the browser has added. */
  const OWN_HEAD = [
    "meta[charset]", "meta[http-equiv]", "meta[name=viewport]", "meta[name=color-scheme]", "meta[name=description]",
    "meta[name=contact]", "title", "link[rel=icon]", "#style",
  ];
  const OWN_SCRIPTS = ["#glue", "#unpack-glue", "#boot", "#unpack", "#wasm", "#workbook-glue", "#workbook"];
  /** As `examples/pack.rs` lays them out: a copy without figures is the delivered file to the last byte. */
  const DELIVERED = ["#glue", "#unpack-glue", "#boot", "#unpack", "#wasm", "#demonstration", "#workbook-glue", "#workbook"];
  const written = (selectors) => selectors.map((selector) => document.querySelector(selector).outerHTML).join("\n");

  const inlined = (id) => document.getElementById(id).textContent;

  /** The bytes of a base64 element. */
  function bytes(id) {
    return Uint8Array.fromBase64?.(inlined(id)) ?? Uint8Array.from(atob(inlined(id)), (letter) => letter.charCodeAt(0));
  }

  // Starts the module that unpacks the others, once. Rejects with what the reader is to be told.
  let unpacker;
  async function startUnpacker() {
    if (!("WebAssembly" in globalThis && "DecompressionStream" in globalThis)) throw TOO_OLD;
    let module;
    try {
      // A response holds its bytes in the page. A blob's are in another process, which may not be up yet in a browser that has just started.
      const stream = new Response(bytes("unpack")).body.pipeThrough(new DecompressionStream("gzip"));
      module = await new Response(stream).arrayBuffer();
    } catch {
      throw DAMAGED;
    }
    try {
      await unpack_bindgen({ module_or_path: module });
    } catch {
      // The bytes have passed gzip's checksum: it is the browser that does not take them.
      throw TOO_OLD;
    }
  }

  /** The bytes that were packed into an element. Rejects with what the reader is to be told. */
  const unpacked = (id) =>
    // A browser may fail once where nothing is wrong with the copy (WebKit was seen to); what was unpacked has fitted its checksum.
    unpackedAtOnce(id).catch(() => {
      unpacker = undefined;
      return unpackedAtOnce(id);
    });

  async function unpackedAtOnce(id) {
    await (unpacker ??= startUnpacker());
    try {
      return unpack_bindgen.unpack(bytes(id), Number(document.getElementById(id).dataset.size));
    } catch {
      throw DAMAGED;
    }
  }

  function say(text) {
    const paragraph = document.createElement("p");
    paragraph.className = "opening";
    paragraph.setAttribute("role", "alert");
    paragraph.textContent = text;
    document.getElementById("app").replaceChildren(paragraph);
  }

  /** Rejects with what the reader is to be told. */
  async function compile() {
    const wasm = await unpacked("wasm");
    try {
      return await WebAssembly.compile(wasm);
    } catch {
      throw TOO_OLD;
    }
  }

  // This script stands before the data, so that a copy that was cut short can still say so.
  let head, body;
  const compiled = new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", () => {
      // As they are before anything is shown.
      [head, body] = [written(OWN_HEAD), written(["noscript", "#app"])];
      resolve(compile());
    }, { once: true });
  });

  // The worker runs the same module as the page. Its first message is the module; those that come before it is ready wait. What goes
  // wrong is reported, so that it reaches the page as the worker's `error` event: a rejected promise alone would be lost.
  const inWorker = `
    let ready, workbook, take;
    // In WebKit no worker of a page from a folder may read a file, which its page may: there the page lends it, a piece at a time.
    const waiting = [];
    const lent = (from, to) => ({
      size: to - from,
      slice: (start, end) => lent(from + start, Math.min(from + end, to)),
      arrayBuffer: () => new Promise((...settle) => {
        waiting.push(settle);
        postMessage({ from, to });
      }),
      stream: () => new ReadableStream({
        async pull(controller) {
          if (from >= to) return controller.close();
          const next = lent(from, Math.min(from + 2 ** 20, to));
          from += next.size;
          controller.enqueue(new Uint8Array(await next.arrayBuffer()));
        },
      }),
    });
    const readable = (file) => file.slice(0, 1).arrayBuffer().then(() => file, () => lent(0, file.size));
    // Reads workbooks; asked of the page when the first one is opened.
    globalThis.plumbline_workbook = () => workbook ??= new Promise((resolve) => {
      take = resolve;
      postMessage("workbook");
    }).then((module) => workbook_bindgen({ module_or_path: module })).then(() => workbook_bindgen);
    onmessage = async (event) => {
      try {
        if (event.data.workbook) { take(event.data.workbook); return; }
        if ("piece" in event.data) { waiting.shift()[event.data.piece ? 0 : 1](event.data.piece); return; }
        if (!ready) { ready = wasm_bindgen({ module_or_path: event.data }); await ready; return; }
        await ready;
        if (event.data.file && origin === "null") event.data.file = await readable(event.data.file);
        wasm_bindgen.work(event.data);
      } catch (error) {
        reportError(error);
      }
    };`;

  const page = (scripts) =>
    `<!doctype html>\n<html lang="en-GB">\n<head>\n${head}\n</head>\n<body>\n${body}\n${scripts}\n</body>\n</html>\n`;

  globalThis.plumbline = {
    /** A worker that serves `wasm_bindgen.work`; one for each file. `ask` posts a message to it, `stop` ends it. */
    worker() {
      const workbookGlue = `\nconst workbook_bindgen = (() => {${inlined("workbook-glue")}\nreturn wasm_bindgen; })();`;
      const address = URL.createObjectURL(new Blob([inlined("glue"), workbookGlue, inWorker], { type: "text/javascript" }));
      const worker = new Worker(address);
      let lends;
      worker.addEventListener("message", async ({ data }) => {
        try {
          if (data === "workbook") worker.postMessage({ workbook: await WebAssembly.compile(await unpacked("workbook")) });
        } catch {
          worker.dispatchEvent(new ErrorEvent("error"));
        }
        if ("from" in Object(data)) worker.postMessage({ piece: await lends.slice(data.from, data.to).arrayBuffer().catch(() => null) });
      });
      compiled.then((module) => worker.postMessage(module));
      // What the page asks must follow the module.
      worker.ask = (message) => {
        lends ??= message.file;
        compiled.then(() => worker.postMessage(message));
      };
      worker.stop = () => { worker.terminate(); URL.revokeObjectURL(address); };
      return worker;
    },
    /** This page as it was delivered; nothing of what its reader did is in it. */
    copy: () => page(written(DELIVERED)),
    /** The same with shared figures inside, without the demonstration file. */
    copyWith(shared) {
      // Written so that this script does not itself look like the figures.
      const figures = `<script type="application/json" id="${"shared"}">${shared}<\/script>`;
      return page(`${figures}\n${written(OWN_SCRIPTS)}`);
    },
    /** The demonstration file, as if it had been chosen. */
    async demonstration() {
      return new File([await unpacked("demonstration")], "demonstration.json", { type: "application/json" });
    },
  };

  // Whoever goes by keys must not be put back to the start of the page when what they pressed is gone: the content is given the focus.
  let held;
  document.addEventListener("focusin", ({ target }) => {
    held = target;
    // Firefox scrolls to a chart, and not to the mark in it that has got the focus.
    target.querySelector(":scope > .target")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  new MutationObserver(() => {
    if (held && !held.isConnected && document.activeElement === document.body) {
      document.getElementById("main")?.focus({ preventScroll: true });
    }
  }).observe(document, { childList: true, subtree: true });

  compiled.then(
    (module) => wasm_bindgen({ module_or_path: module }).catch((error) => { say(FAULT); throw error; }),
    say,
  );
})();
