using System.Formats.Tar;
using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Copies;

/// <summary>The operation that <c>docker cp</c> uses, in the forms that its command line never sends.</summary>
public sealed class ArchiveComparisonTests(ApiPanel panel, DockerEngine docker) : ComparisonTest(panel, docker)
{
    private const string Setup = """
        "Cmd":["sh","-c","mkdir -p /t/dir/sub; cd /t; echo x >file; ln -s file tofile; ln -s dir todir; ln -s todir chain; ln -s /t/dir abs; ln -s ../../../t/dir out; ln -s no/where dangling; ln -s dir/../file up; touch -hd 2020-01-01 *; touch /ready; exec sleep 1000"]
        """;

    private const string Header = "X-Docker-Container-Path-Stat";

    [Fact]
    public async Task Stat_OfEveryKindOfPath_TellsTheSameByHeadAndGet()
    {
        await RunAsync("kinds", Setup);
        await UntilAsync("/containers/kinds/changes", changes => changes.GetRawText().Contains("/ready", StringComparison.Ordinal));
        string[] paths =
        [
            "/t", "/t/", "/t/.", "t/file", "/t/tofile", "/t/todir", "/t/todir/", "/t/todir/.", "/t/chain", "/t/chain/", "/t/abs", "/t/out", "/t/dangling", "/t/up",
            "/t/./file", "//t//dir", "/../t", ".", "/.", "/etc/hostname",
        ];
        foreach (var path in paths)
            foreach (var method in new[] { "HEAD", "GET" }) await CompareHeaderAsync("stat", method, "/containers/kinds/archive?path=" + path, Header);
        foreach (var path in new[] { "/t/file/", "/t/file/.", "/t/file/x", "/t/tofile/" })
            foreach (var method in new[] { "HEAD", "GET" }) await CompareAsync("fault", method, "/containers/kinds/archive?path=" + path);
        foreach (var path in new[] { "/t/no", "/t/no/where", "/t/dangling/", "/t/dangling/." })
            foreach (var method in new[] { "HEAD", "GET" }) await CompareAsync("archive", method, "/containers/kinds/archive?path=" + path);
        AssertSame();
    }

    [Theory]
    [InlineData("")]
    [InlineData("noOverwriteDirNonDir=1")]
    [InlineData("noOverwriteDirNonDir=0&copyUIDGID=1")]
    [InlineData("noOverwriteDirNonDir=true&copyUIDGID=true")]
    public async Task Put_WithEachFlag_LeavesTheSameTree(string flags)
    {
        const string script = "cd /t; find . | sort | while read f; do stat -c '%n %F %a %u:%g %s' $f; [ -f $f ] && cat $f; done; true";
        await CreateAsync("put", $$""" "Cmd":["sh","-c","{{script}}"],"User":"nobody" """);
        await UploadAsync("put", "PUT", "/containers/put/archive?path=/", Archive(Directory("t"), Directory("t/dir"), File("t/dir/in"), File("t/file"), Directory("t/empty"), Link("t/link", "dir")));
        foreach (var (call, path, body) in new[]
                 {
                     ("put", "/t", Archive(File("new", 0x9FD, 3, 4))), ("put", "/t", Archive(Directory("dir", 0x1FD, 5, 6), File("dir/other"))),
                     ("put", "/t/link", Archive(File("through"))), ("put", "/t", Array.Empty<byte>()), ("fault", "/t", Archive(File("dir"))),
                     ("fault", "/t", Archive(Directory("file"))), ("fault", "/t", Archive(File("empty"))), ("fault", "/t", Archive(Directory("link"))),
                     ("put", "/t", Archive(File("link"))), ("fault", "/t/file", Archive()), ("fault", "/t/file/", Archive()), ("put", "/t/no", Archive()),
                     ("put", "/t", Archive(Directory("."), Directory("./"), File("./dotted"))),
                 })
        {
            await UploadAsync(call, "PUT", $"/containers/put/archive?path={path}&{flags}", body);
        }

        await CompareAsync("start", "POST", "/containers/put/start");
        await CompareAsync("wait", "POST", "/containers/put/wait");
        await CompareAsync("logs", "GET", "/containers/put/logs?stdout=1");
        AssertSame();
    }

    private static byte[] Archive(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var entry in entries) writer.WriteEntry(entry);
        return stream.ToArray();
    }

    private static PaxTarEntry File(string name, int mode = 0x1A4, int uid = 0, int gid = 0) => new(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)mode,
        Uid = uid,
        Gid = gid,
        DataStream = new MemoryStream("text\n"u8.ToArray()),
    };

    private static PaxTarEntry Directory(string name, int mode = 0x1ED, int uid = 0, int gid = 0) => new(TarEntryType.Directory, name) { Mode = (UnixFileMode)mode, Uid = uid, Gid = gid };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target, Mode = (UnixFileMode)0x1FF };
}
