using System.Diagnostics;
using System.Formats.Tar;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>What <c>build.sh debian</c> asks mmdebstrap for; the packages themselves are fetched only by <c>./test.sh --fresh</c>.</summary>
public sealed class DebianRecipeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Debian_OnANewerRelease_IsBookwormFromTheSameMirrorOnly()
    {
        Fake("apt-get", """
            echo 'Debian|main|deb http://mirror.test/debian/ trixie main'
            echo 'Debian|main|deb http://mirror.test/debian/ trixie-updates main'
            echo 'Debian|main|deb http://mirror.test/debian/ trixie-backports main'
            echo 'Debian|non-free|deb http://mirror.test/debian/ trixie main'
            echo 'Debian|main|deb http://mirror.test/debian-security/ trixie-security main'
            echo 'Somebody|main|deb http://elsewhere.test/ trixie main'
            """);
        FakeMmdebstrap();

        var output = await BuildAsync();

        Assert.EndsWith("image debian:bookworm-slim\n", output, StringComparison.Ordinal);
        await TarFile.ExtractToDirectoryAsync(_directory.At("out.tar"), _directory.New("root"), overwriteFiles: false, Token);
        Assert.True(Directory.Exists(_directory.At("root/dev")));
        Assert.Equal(
            ["deb http://mirror.test/debian-security/ bookworm-security main", "deb http://mirror.test/debian/ bookworm main", "deb http://mirror.test/debian/ bookworm-updates main"],
            (await File.ReadAllLinesAsync(_directory.At("root/sources.list"), Token)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Debian_MadeBefore_ComesFromTheCache()
    {
        Fake("apt-get", "echo 'Debian|main|deb http://mirror.test/debian/ bookworm main'");
        FakeMmdebstrap();
        await BuildAsync();
        Fake("mmdebstrap", "exit 1");

        Assert.StartsWith($"using {_directory.At("cache")}/debian-bookworm-", await BuildAsync(), StringComparison.Ordinal);
    }

    private void FakeMmdebstrap()
    {
        Fake("apt-config", "true");
        // Its last two arguments are the tar and the list of sources.
        Fake("mmdebstrap", """tar -cf "${@: -2:1}" -C "$(dirname "${@: -1}")" sources.list""");
    }

    private void Fake(string command, string script)
    {
        Directory.CreateDirectory(_directory.At("bin"));
        File.WriteAllText(_directory.At("bin/" + command), "#!/bin/bash\n" + script + "\n");
        File.SetUnixFileMode(_directory.At("bin/" + command), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    private async Task<string> BuildAsync()
    {
        var start = new ProcessStartInfo("/bin/bash", [BaseImageScript.Find(), "debian", _directory.At("out.tar")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_directory.At("bin")}:/usr/bin:/bin";
        start.Environment["PANEL_IMAGE_CACHE"] = _directory.At("cache");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
