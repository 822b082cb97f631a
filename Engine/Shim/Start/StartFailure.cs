namespace Panel.Engine.Shim.Start;

/// <summary>A step of the start failed.</summary>
internal sealed class StartFailure(string step, int errno, string path, string message, int? exitCode = null) : Exception(message)
{
    public string Step { get; } = step;

    public int Errno { get; } = errno;

    public string Path { get; } = path;

    public int? ExitCode { get; } = exitCode;
}
