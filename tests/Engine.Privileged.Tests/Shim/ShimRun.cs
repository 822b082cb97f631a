using System.Diagnostics;
using System.Text.Json;
using Panel.Engine.Protocol;

namespace Panel.Engine.Privileged.Tests.Shim;

/// <summary>One life of a shim, followed through its standard output.</summary>
internal sealed class ShimRun(Process process, ShimContainer container)
{
    public Process Process { get; } = process;

    public ShimMessage First { get; set; } = null!;

    public List<ShimMessage> Messages { get; } = [];

    public async Task<ShimMessage?> ReadAsync()
    {
        var line = await Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
            return null;
        var message = JsonSerializer.Deserialize(line, ProtocolJson.Default.ShimMessage)!;
        Messages.Add(message);
        return message;
    }

    /// <summary>Reads to the end; the record in the exit file has to be what was said.</summary>
    public async Task<ExitRecord> ExitAsync()
    {
        while (await ReadAsync() is not null)
        {
        }

        await Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Process.ExitCode);
        var stored = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(container.Spec.ExitFile, TestContext.Current.CancellationToken), ProtocolJson.Default.ExitRecord)!;
        Assert.Equal([ShimMessageKind.Exited, ShimMessageKind.Released], Messages[^2..].Select(message => message.Kind));
        Assert.Equal(stored, Messages[^2].Exit);
        Assert.False(container.HasCgroup, "the cgroup is left");
        Assert.False(File.Exists(container.Spec.SocketPath), "the socket is left");
        return stored;
    }
}
