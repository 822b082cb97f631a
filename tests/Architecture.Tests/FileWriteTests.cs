using Mono.Cecil;

namespace Panel.Architecture.Tests;

/// <summary>
/// A file that is to survive a power cut is written by AtomicFile (DurableFile below it), or as a draft that becomes the file once the disk has it. Every other place that makes,
/// writes or renames files stands here with the reason why that is sound.
/// </summary>
public sealed class FileWriteTests
{
    private const string Writer = "the one writer";
    private const string Call = "the call itself: its callers stand here";
    private const string Directory = "a directory whose content is synced gets its place, and the directory above is synced then";
    private const string Gone = "it goes; a power cut may bring it back whole";
    private const string Run = "below the run root, which goes with the boot";
    private const string Kernel = "a switch of the kernel";
    private const string Lock = "a lock, whose content is nobody's";
    private const string Blob = "synced before it is adopted into the content store";
    private const string Spool = "work in progress, removed at the next start";

    private static readonly Dictionary<string, string> s_places = new()
    {
        ["Panel.Data.MigrationFileLock.AcquireAsync"] = Lock,
        ["Panel.Data.MigrationFileLock.CreatePrivate"] = "empty; SQLite writes and syncs it and its directory",
        ["Panel.Engine.Linux.Files.DurableFile.Open"] = Writer,
        ["Panel.Engine.Linux.Files.DurableFile.Replace"] = Writer,
        ["Panel.Engine.Linux.Files.FileCalls.Link"] = Call,
        ["Panel.Engine.Linux.Files.FileCalls.Move"] = Call,
        ["Panel.Engine.Linux.Files.FileCalls.Symlink"] = Call,
        ["Panel.Engine.Linux.Files.FileTree.Flatten"] = Gone,
        ["Panel.Engine.Linux.Files.RawFile.Replace"] = "the shim's: synced by RawFile.Sync once the exit is told; a torn exit record counts as none",
        ["Panel.Engine.Native.Archives.FileReplacement.Rename"] = "a file of a container: synced before, and its directory after",
        ["Panel.Engine.Native.Archives.SpooledArchive.FillAsync"] = Spool,
        ["Panel.Engine.Native.Cgroups.EngineCgroups.Write"] = "below the run root: it tells of cgroups, which go with the boot",
        ["Panel.Engine.Native.Containers.RunFiles.Share"] = Run,
        ["Panel.Engine.Native.Containers.RunFiles.Write"] = Run,
        ["Panel.Engine.Native.Execs.ExecRunner.RunAsync"] = Run,
        ["Panel.Engine.Native.Files.ContainerBrowser.SpoolAsync"] = Spool,
        ["Panel.Engine.Native.Images.Archives.ArchiveMembers.SpoolAsync"] = Spool + ", or synced when it becomes a blob",
        ["Panel.Engine.Native.Images.BlobTee..ctor"] = Blob,
        ["Panel.Engine.Native.Images.Stored.ContentStore.Adopt"] = "synced before; its directory is synced after",
        ["Panel.Engine.Native.Images.ImageCompression.CompressAsync"] = Blob,
        ["Panel.Engine.Native.Images.LayerBlobs.WriteAsync"] = Blob,
        ["Panel.Engine.Native.Images.LayerFetch.AdoptAsync"] = Blob,
        ["Panel.Engine.Layers.LayerStore.Delete"] = Gone,
        ["Panel.Engine.Layers.LayerStore.Publish"] = Directory,
        ["Panel.Engine.Layers.LayerStore.SetAside"] = "what is damaged is kept; what takes its place is synced",
        ["Panel.Engine.Native.Logs.Syslog.SyslogPosition.Save"] = "what is torn means from the beginning: a line twice is better than never",
        ["Panel.Engine.Native.Networks.BridgeLink.Ensure"] = Kernel,
        ["Panel.Engine.Native.Networks.BridgeLink.SetLoopback"] = Kernel,
        ["Panel.Engine.Native.Networks.Forwarding.Claim"] = "below /run, as the switch goes with the boot too",
        ["Panel.Engine.Native.Networks.Forwarding.TurnOff"] = Kernel,
        ["Panel.Engine.Native.Networks.Forwarding.TurnOn"] = Kernel,
        ["Panel.Engine.Native.Ranges.RangeRegistry.Lock"] = Lock,
        ["Panel.Engine.Native.Seccomp.SeccompFilters.Write"] = Run,
        ["Panel.Engine.Native.Snapshots.ContainerSnapshots.TryReplaceEmpty"] = "a volume's first content: syncfs before, and its directory is synced after",
        ["Panel.Engine.Native.State.AtomicFile.WriteUnsynced"] = Call,
        ["Panel.Engine.Native.State.ContainerFiles.Create"] = Directory,
        ["Panel.Engine.Native.State.ContainerFiles.Remove"] = Gone,
        ["Panel.Engine.Native.State.ContainerFiles.SaveRun"] = Run,
        ["Panel.Engine.Native.State.DamagedFile.SetAside"] = "what is damaged is kept; what takes its place is synced",
        ["Panel.Engine.Native.State.DataRootLock.Take"] = Lock,
        ["Panel.Engine.Native.State.DraftFiles.Flush"] = "synced before; its directory is synced after",
        ["Panel.Engine.Native.State.DraftFiles.Write"] = "a draft: what a power cut tears is not read",
        ["Panel.Engine.Native.State.SyncedFile.Create"] = Writer,
        ["Panel.Engine.Native.Volumes.VolumeManager.Create"] = Directory,
        ["Panel.Engine.Native.Volumes.VolumePlace.Move"] = Gone,
        ["Panel.Engine.Shim.Start.DeviceTree.Create"] = "/dev of a container, in memory",
        ["Panel.Engine.Shim.Supervise.LogFile.Open"] = "a container's output, never waited for; a torn last line is shown as it is",
        ["Panel.Engine.Shim.Supervise.LogFile.Rotate"] = "a container's output, never waited for",
        ["Panel.Engine.Shim.Supervise.Supervisor.Record"] = "synced once the exit is told; a torn exit record counts as none",
        ["Panel.Web.Control.ControlHost.StartAsync"] = "a socket, below the run root",
        ["Panel.Web.Configuration.SqliteAuditSource.Flush"] = "opened to be synced",
        ["Panel.Web.DockerApi.Hosting.ApiSocket.Publish"] = "a socket, below the run root",
        ["Panel.Web.DockerApi.Hosting.DockerSocketLink.Make"] = "a link to a socket, below /run",
        ["Panel.Web.Jobs.JobFiles.Create"] = "a log as it comes, never waited for",
        ["Panel.Web.Jobs.JobFiles.Rotate"] = "a log as it comes, never waited for",
        ["Panel.Web.Features.Recordings.RecordingStore.Create"] = "output as it comes; synced when the terminal ends, before the row says so",
    };

    private static readonly string[] s_assemblies =
        ["panel", "panel-shim", "Panel.Data", "Panel.Engine.Contract", "Panel.Engine.Layers", "Panel.Engine.Linux", "Panel.Engine.Native", "Panel.Engine.Protocol", "Panel.Engine.Registry"];

    [Fact]
    public void Files_AreWrittenElsewhereThanByTheOneWriter_WithAReasonOnly()
    {
        List<(string Method, string Call)> found = [];
        foreach (var name in s_assemblies)
        {
            using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
            found.AddRange(FileWrites.Find(assembly));
        }

        var wrong = found.Where(place => !s_places.ContainsKey(place.Method)).Select(place => $"{place.Method} calls {place.Call}").Distinct().Order(StringComparer.Ordinal);
        Assert.True(!wrong.Any(), $"Write it with AtomicFile, or say here why it needs no sync:{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
        Assert.Empty(s_places.Keys.Except(found.Select(place => place.Method)));
    }
}
