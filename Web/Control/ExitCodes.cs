namespace Panel.Web.Control;

/// <summary>The exit codes of the command <c>panel</c> (docs/command.md).</summary>
internal static class ExitCodes
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>It was refused or failed; the standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No panel is running.</summary>
    public const int NotRunning = 3;

    /// <summary>A panel is running but cannot serve.</summary>
    public const int Unhealthy = 4;
}
