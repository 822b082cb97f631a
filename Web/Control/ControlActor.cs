using System.Globalization;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Operations;

namespace Panel.Web.Control;

/// <summary>The actor of the command <c>panel</c>: root, with the name of whoever signed in to the machine when sudo was used.</summary>
internal static class ControlActor
{
    private const string Suffix = " via command panel";

    /// <summary>The peer of the socket.</summary>
    public static Actor Of(Peer peer) => Of($"/proc/{peer.Pid}/loginuid");

    /// <summary>This process.</summary>
    public static Actor Own() => Of("/proc/self/loginuid");

    private static Actor Of(string loginFile)
    {
        var name = LoginUser(loginFile) is { } login ? $"root (uid 0), signed in as {login}" : "root (uid 0)";
        return new Actor(ActorKind.LinuxUser, "0", name + Suffix, PanelRole.Administrator, null);
    }

    // The kernel keeps the user of the sign-in through sudo (proc_pid_loginuid(5)); 4294967295 means that nobody signed in.
    private static string? LoginUser(string file)
    {
        try
        {
            return uint.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
                && uid is not (0 or uint.MaxValue) ? LinuxAccounts.UserName(uid) ?? $"uid {uid}" : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A kernel without audit has no such file.
            return null;
        }
    }
}
