using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Tests;

/// <summary>A directory of one test, removed after it whatever lies in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("panel-store-").FullName;

    /// <summary>Below the directory given.</summary>
    public TemporaryDirectory(string parent) => Path = Directory.CreateDirectory($"{parent}/panel-store-{Guid.NewGuid():N}").FullName;

    public string Path { get; }

    public string At(string name) => $"{Path}/{name}";

    public string New(string name)
    {
        Directory.CreateDirectory(At(name));
        return At(name);
    }

    public void Dispose() => FileTree.Remove(Path);
}
