// Starts the page's circuit. It is tried again for as long as the page is open: a panel that is restarted or updated comes back.
(() => {
  'use strict';
  Blazor.start({
    circuit: { reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: attempt => attempt < 20 ? 500 : 2000 } },
  });
})();
