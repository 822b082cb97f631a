namespace Panel.Engine.Contract;

/// <summary>Docker's names of the log drivers that the engine supports. All that keep a log keep it in the same form, which the page and
/// <c>docker logs</c> read.</summary>
public static class LogDrivers
{
    /// <summary>Keeps the log; Docker's default.</summary>
    public const string Default = "json-file";

    /// <summary>Also keeps the log.</summary>
    public const string Local = "local";

    /// <summary>Keeps no log: only attached clients get the output.</summary>
    public const string None = "none";

    /// <summary>Keeps the log and also sends it to a syslog server.</summary>
    public const string Syslog = "syslog";

    /// <summary>Whether there is a driver with that name.</summary>
    public static bool Has(string name) => name is Default or Local or None or Syslog;
}
