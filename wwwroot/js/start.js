// Starts the page's circuit. It is tried again for as long as the page is open: a panel that is restarted or updated comes back.
(() => {
  'use strict';
  const key = 'panel-boot';
  const pause = attempt => Math.min(500 * 2 ** attempt, 10_000); // ms
  const wait = time => new Promise(done => setTimeout(done, time));
  let connected = false, leaving = false;

  // A page that came in part works in part. A browser aborts its requests when the computer's network changes.
  const isWhole = () => window.panel && window.panelDrafts && customElements.get('panel-time') && window.Blazor && window.mudElementRef
    && [...document.querySelectorAll('link[rel=stylesheet]')].every(link => link.sheet);

  // Loads the page again once the panel answers; later and later when that does not help.
  async function again() {
    if (leaving) return;
    leaving = true;
    const attempt = Number(sessionStorage.getItem(key) ?? 0);
    sessionStorage.setItem(key, attempt + 1);
    do await wait(pause(attempt));
    while (!await fetch(location.href, { method: 'HEAD', redirect: 'manual', cache: 'no-store' }).catch(() => null));
    location.reload();
  }

  // Blazor tries a lost connection again, but not one that never came about.
  function watchFirst(connection) {
    const start = connection.start.bind(connection);
    connection.start = async () => {
      try {
        await start();
        connected = true;
        sessionStorage.removeItem(key);
      } catch (error) {
        if (!connected) again();
        throw error;
      }
    };
    return connection;
  }

  if (!isWhole()) {
    again();
    return;
  }
  Blazor.start({
    circuit: {
      configureSignalR: builder => {
        const build = builder.build.bind(builder);
        builder.build = () => watchFirst(build());
      },
      reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: attempt => attempt < 20 ? 500 : 2000 },
    },
  });
})();
