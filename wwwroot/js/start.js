// Starts the page's circuit. It is tried again for as long as the page is open: a panel that is restarted or updated comes back.
(() => {
  'use strict';
  const { again, done } = window.panelBoot;
  let connected = false;

  // Blazor tries a lost connection again, but not one that never came about.
  function watchFirst(connection) {
    const start = connection.start.bind(connection);
    connection.start = async () => {
      try {
        await start();
        connected = true;
        done();
      } catch (error) {
        if (!connected) again();
        throw error;
      }
    };
    return connection;
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
