// Starts the page's circuit. It keeps trying while the page is open, because a panel that restarts or updates comes back.
(() => {
  'use strict';
  const { again, done } = window.panelBoot;
  let connected = false;

  // Blazor restores a lost connection, but does not retry one that was never made.
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
