using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Files;

/// <summary>Looks at the files of containers, and writes single ones.</summary>
internal sealed class ContainerBrowser(ContainerRegistry registry, ContainerFileAccess access, EnginePaths paths, ContainerEvents events)
{
    // The largest file for a single write; larger ones must come in an archive.
    private const long MostWritten = 64L << 30;

    public Task<DirectoryListing> ListDirectoryAsync(
        string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default) =>
        LookAsync(idOrName, path, opened =>
        {
            using var found = opened.View.Find(path, follow: true, enter: true);
            return DirectoryReader.Read(
                found.Parent, PathOf(found), query ?? new DirectoryQuery(), new FileStats(opened.View.Ids), cancellationToken);
        }, cancellationToken);

    public Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default) =>
        LookAsync(idOrName, path, opened =>
        {
            using var found = opened.View.Find(path, follow: true);
            if (found.Entry is not { Status.Type: FileType.Regular } entry) throw FileTarget.Refusal(found, path);
            // A pipe or a terminal may have replaced it: opening must neither wait nor become its controlling process.
            var descriptor = FileCalls.OpenAt(entry.Directory, entry.Name,
                OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal);
            if (descriptor < 0) throw FileTree.Failure("open", entry.Name, descriptor);
            var file = FileCalls.Handle(descriptor);
            if (FileCalls.Status(file, "", out var status) >= 0 && status.Type == FileType.Regular)
            {
                var stat = new FileStats(opened.View.Ids).Of(FileStats.Text(entry.Name), status, "");
                return new ContainerFile(stat, PathOf(found), new BoundedStream(file, stat.SizeBytes));
            }

            file.Dispose();
            throw FileTarget.Refusal(found, path);
        }, cancellationToken);

    public async Task<FileStat> WriteFileAsync(
        string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        // Refused before the content is read.
        await LookAsync(idOrName, path, opened =>
        {
            using var target = FileTarget.Find(opened.View, path);
            Judge(container, target, path, how);
            return true;
        }, cancellationToken);
        var spool = $"{paths.TemporaryRoot}/write-{Guid.NewGuid():N}";
        try
        {
            await SpoolAsync(content, spool, cancellationToken);
            return await ReplaceAsync(container, path, how, spool, cancellationToken);
        }
        catch (Exception error) when (error is IOException and not EndOfStreamException)
        {
            throw Changed(path, error);
        }
        finally
        {
            File.Delete(spool);
        }
    }

    private async Task<FileStat> ReplaceAsync(Container container, string path, FileWrite how, string spool, CancellationToken cancellationToken)
    {
        using var opened = await access.OpenToWriteAsync(container, cancellationToken);
        using var target = FileTarget.Find(opened.View, path);
        Judge(container, target, path, how);
        await new FileReplacement(target.Directory.Top, target, opened.View.Ids.First).RunAsync(spool);
        events.Publish(container, "write-file", ("path", path));
        using var written = opened.View.Find(path, follow: true);
        return new FileStats(opened.View.Ids).Of(written);
    }

    private static void Judge(Container container, FileTarget target, string path, FileWrite how)
    {
        ContainerFileAccess.RefuseReadOnly(container, target.Directory, "/" + FileStats.Text(target.Prefix));
        if (target.Existing is not { } existing)
        {
            if (how.ExpectedVersion is not null) throw new ConflictException($"{path} was removed meanwhile; copy your text before you close it.");
            return;
        }

        if (target.IsMount)
            throw new ConflictException($"{path} is a mount of its own, which cannot be replaced; write to it from inside the container.");
        if (!how.Replace)
            throw new ConflictException($"The file {path} exists already; confirm that you want to replace it, or choose another name.");
        if (how.ExpectedVersion is { } expected && expected != FileStats.Version(existing.Status))
            throw new ConflictException($"{path} has changed since you opened it; load it again, or copy your text and then load it.");
    }

    private static async Task SpoolAsync(Stream content, string file, CancellationToken cancellationToken)
    {
        await using var output = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 16];
        while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (output.Length + count > MostWritten) throw new InvalidInputException("The file is larger than 64 GiB.");
            await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task<T> LookAsync<T>(string idOrName, string path, Func<OpenedFiles, T> look, CancellationToken cancellationToken)
    {
        var container = registry.Find(idOrName);
        return await Task.Run(() =>
        {
            try
            {
                using var opened = access.Open(container);
                return look(opened);
            }
            catch (IOException error)
            {
                throw Changed(path, error);
            }
        }, cancellationToken);
    }

    // The path was found but could not be opened: the container has put something else there, or a disk is failing.
    private static EngineFailureException Changed(string path, Exception error) =>
        new($"{path} could not be read, or changed at that moment: {Cause.Of(error)}. Try again.", "files", inner: error);

    private static string PathOf(FoundPath found) => "/" + FileStats.Text(string.Join('/', found.Names));
}
