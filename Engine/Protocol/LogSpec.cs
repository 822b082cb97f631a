using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

public sealed record LogSpec
{
    /// <summary>Empty keeps no log. Rotated files are Path.1, Path.2, …; the smallest number is the newest.</summary>
    public required string Path { get; set; }

    /// <summary>The live file is rotated before a line would make it grow past this (within a line at twice as much); 0 never rotates.</summary>
    public required long MaxBytes { get; set; }

    /// <summary>The number of files, including the live one.</summary>
    public required int MaxFiles { get; set; }

    internal static LogSpec Blank() => new() { Path = "", MaxBytes = 0, MaxFiles = 0 };

    internal void Transfer(SpecWire wire)
    {
        Path = wire.Text(Path);
        MaxBytes = wire.Number(MaxBytes);
        MaxFiles = wire.Number(MaxFiles);
    }
}
