using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>A Debian with systemd and D-Bus, made from its packages once; tests/vm carries it into the machine.</summary>
internal static class SystemdImage
{
    private static readonly SemaphoreSlim s_making = new(1, 1);

    public static async Task<string> PathAsync(CancellationToken cancellationToken)
    {
        var tar = Path.Combine(AppContext.BaseDirectory, "systemd.tar");
        await s_making.WaitAsync(cancellationToken);
        try
        {
            var script = Path.Combine(Repository.Root, "docker-bootstrap/images/build.sh");
            if (!File.Exists(tar)) await Command.OutputAsync(script, ["debian", tar, "systemd-sysv", "dbus"], cancellationToken);
            return tar;
        }
        finally
        {
            s_making.Release();
        }
    }
}
