using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>What a container in the host's network finds of the engine (CVE-2020-15257, CVE-2024-25621).</summary>
public sealed class HostNetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I12_Sockets_OfTheEngine_AreOutOfAContainersReach(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("cat /proc/net/unix; echo end; exec sleep 1000", spec => spec with { NetworkMode = "host", UserNamespace = users });
        await Poll.UntilAsync(async () => (await harness.LogAsync(id, Token)).EndsWith("end", StringComparison.Ordinal), "the sockets are listed", cancellationToken: Token);
        var listed = (await harness.LogAsync(id, Token)).Split('\n');

        // It sees the shim's socket, but by a path of the host; an abstract one would have no path, and nothing to protect it.
        var shim = ProcessTable.Read().Single(process => process.Arguments.Contains(harness.Engine.Paths.RunSpec(id)));
        var mine = Sockets("self").Concat(Sockets($"{shim.Id}")).ToHashSet();
        var named = listed.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length == 8 && mine.Contains(fields[6])).Select(fields => fields[7]).ToList();
        Assert.Contains(named, name => name.EndsWith("/shim.sock", StringComparison.Ordinal));
        Assert.DoesNotContain(named, name => name.StartsWith('@'));

        var socket = harness.Engine.Paths.RunSocket(id);
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(harness.Options.RunRoot) & others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(harness.Options.DataRoot) & others);
    }

    // Inode numbers of the sockets that a process has open.
    private static IEnumerable<string> Sockets(string process) => Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
        .Select(path => new FileInfo(path).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target[8..^1]);
}
