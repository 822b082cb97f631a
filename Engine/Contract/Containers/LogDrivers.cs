namespace Panel.Engine.Contract;

/// <summary>Docker's names of log drivers that the engine serves. All that keep a log keep the same one, which the page and <c>docker logs</c> read.</summary>
public static class LogDrivers
{
    /// <summary>Keeps the log; Docker's default.</summary>
    public const string Default = "json-file";

    /// <summary>Keeps the log, too.</summary>
    public const string Local = "local";

    /// <summary>Keeps none: output is for those who are attached.</summary>
    public const string None = "none";

    /// <summary>Keeps the log and sends it to a syslog server as well.</summary>
    public const string Syslog = "syslog";

    /// <summary>Whether there is a driver of that name.</summary>
    public static bool Has(string name) => name is Default or Local or None or Syslog;
}
