using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class TemporaryFilesTests
{
    [Fact]
    public void Sweep_OfTheTemporaryRoot_LeavesWhatTheEngineDidNotPutThere()
    {
        using var directory = new TemporaryDirectory();
        foreach (var name in (string[])["create-abc/overlay", "remove-1/log", "volume-2", "backup/of/mine"]) Directory.CreateDirectory(directory.At(name));
        File.WriteAllText(directory.At("notes.txt"), "mine");
        TemporaryFiles.Sweep(directory.Path, NullLogger.Instance);
        Assert.Equal(["backup", "notes.txt"], Directory.EnumerateFileSystemEntries(directory.Path).Select(path => Path.GetFileName(path)).Order());
    }
}
