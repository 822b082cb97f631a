using System.Diagnostics;
using System.Text;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Archives;

namespace Panel.Engine.Native.Tests.Archives;

/// <summary>What we write as tar, listed by the programs that people have.</summary>
public sealed class TarReadersTests
{
    private const string PythonList = """
        import sys, tarfile
        for m in tarfile.open(sys.argv[1]):
            kind = "d" if m.isdir() else "l" if m.issym() else "h" if m.islnk() else "p" if m.isfifo() else "f"
            print(f"{kind} {m.uid}/{m.gid} {m.size} {int(m.mtime)} {m.name}" + (f" -> {m.linkname}" if m.linkname else ""))
        """;

    private static readonly string Long = $"long/{new string('d', 90)}/{new string('n', 90)}";
    private static readonly string Longest = $"long/{new string('d', 200)}/{new string('n', 200)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Python_ReadsEveryEntryAsItWasWritten()
    {
        var listed = await ListAsync("python3", "-c", PythonList, "{}");
        string[] expected =
        [
            "d 0/0 0 1700000000 dir", "f 1000/1001 5 1700000000 dir/file", "l 0/0 0 1700000000 dir/soft -> file", "h 0/0 0 1700000000 dir/hard -> dir/file", "p 0/0 0 1700000000 dir/pipe",
            "f 3000000000/4000000000 5 1700000000 dir/far", "f 0/0 5 0 epoch", "f 0/0 5 -1000 before", "f 0/0 5 9000000000 after", $"f 0/0 5 1700000000 {Long}", $"f 0/0 5 1700000000 {Longest}",
            $"l 0/0 0 1700000000 far -> {Longest}", "f 0/0 5 1700000000 dir/Grüße 漢字", "f 0/0 5 1700000000 dir/attributes", "f 0/0 5 1700000000 last",
        ];
        Assert.Equal(string.Join('\n', expected), listed.TrimEnd());
    }

    [Theory]
    [InlineData("tar", "-tf")]
    [InlineData("bsdtar", "-tf")]
    [InlineData("busybox", "tar", "-tf")]
    public async Task Tar_ListsEveryName(params string[] command)
    {
        Assert.SkipUnless(Has(command[0]), $"{command[0]} is not installed");
        var listed = (await ListAsync([.. command, "{}"])).TrimEnd().Split('\n');
        Assert.Equal(Entries().Select(entry => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(entry.Name))), listed);
    }

    [Theory]
    [InlineData("tar", "--numeric-owner", "-xpf")]
    [InlineData("bsdtar", "--numeric-owner", "-xpf")]
    public async Task Tar_UnpacksOwnersTimesAndAttributes(params string[] command)
    {
        Assert.SkipUnless(Has(command[0]), $"{command[0]} is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "owners are root's to give");
        var folder = Directory.CreateTempSubdirectory("panel-tar-").FullName;
        try
        {
            string[] attributes = command[0] == "tar" ? ["--xattrs", "--xattrs-include=*"] : ["--xattrs"];
            await ListAsync([command[0], .. attributes, .. command[1..], "{}", "-C", folder]);
            Assert.Equal(0, FileCalls.StatusAt(folder + "/dir/far", out var far));
            Assert.Equal((3_000_000_000u, 4_000_000_000u, 5ul), (far.Uid, far.Gid, far.Size));
            Assert.Equal(0, FileCalls.StatusAt(folder + "/after", out var after));
            Assert.Equal(9_000_000_000, after.ModifiedSeconds);
            Assert.Equal("hello", await File.ReadAllTextAsync($"{folder}/{Longest}", Token));
            using var holder = FileCalls.Handle(FileCalls.OpenAt(OpenFlags.WorkingDirectory, folder, OpenFlags.ReadOnly | OpenFlags.Directory));
            Assert.Equal("value"u8.ToArray(), FileCalls.GetAttribute(holder, "dir/attributes", "user.note"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<LayerEntry> Entries()
    {
        yield return Entry("dir/", LayerEntryType.Directory);
        yield return Entry("dir/file") with { Uid = 1000, Gid = 1001 };
        yield return Entry("dir/soft", LayerEntryType.Symlink, "file");
        yield return Entry("dir/hard", LayerEntryType.HardLink, "dir/file");
        yield return Entry("dir/pipe", LayerEntryType.Fifo);
        yield return Entry("dir/far") with { Uid = 3_000_000_000, Gid = 4_000_000_000 };
        yield return Entry("epoch") with { Modified = default };
        yield return Entry("before") with { Modified = new Timestamp(-1000, 0) };
        yield return Entry("after") with { Modified = new Timestamp(9_000_000_000, 0) };
        yield return Entry(Long);
        yield return Entry(Longest);
        yield return Entry("far", LayerEntryType.Symlink, Longest);
        yield return Entry(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("dir/Grüße 漢字")));
        yield return Entry("dir/attributes") with { Attributes = [new("user.note", "value"u8.ToArray())] };
        yield return Entry("last");
    }

    private static LayerEntry Entry(string name, LayerEntryType type = LayerEntryType.Regular, string link = "") =>
        new() { Name = name, Type = type, LinkName = link, Mode = 0x1ED, Uid = 0, Gid = 0, Modified = new Timestamp(1_700_000_000, 0) };

    // Runs the program with the archive in the place of {}; a warning is a fault, too.
    private static async Task<string> ListAsync(params string[] command)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(path))
            {
                var writer = new TarWriter(output);
                foreach (var entry in Entries())
                {
                    if (entry.Type == LayerEntryType.Regular) await writer.WriteFileAsync(entry, "hello"u8.ToArray(), Token);
                    else await writer.WriteAsync(entry, null, Token);
                }

                await writer.FinishAsync(Token);
            }

            var start = new ProcessStartInfo(command[0], command[1..].Select(argument => argument == "{}" ? path : argument)) { RedirectStandardOutput = true, RedirectStandardError = true };
            (start.Environment["LC_ALL"], start.Environment["QUOTING_STYLE"], start.Environment["TAR_OPTIONS"]) = ("C.UTF-8", "", "--quoting-style=literal --warning=no-timestamp");
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(Token);
            var listed = await process.StandardOutput.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            Assert.Equal((0, ""), (process.ExitCode, await error));
            return listed;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Join(folder, program)));
}
