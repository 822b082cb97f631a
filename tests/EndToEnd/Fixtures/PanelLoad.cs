using System.Globalization;
using Panel.Tests.Shared;

namespace Panel.EndToEnd.Fixtures;

/// <summary>What a panel holds open on behalf of its clients, as the kernel tells it.</summary>
/// <param name="Connections">TCP connections to it.</param>
/// <param name="LogFiles">Files of containers' logs that it has open: at least one for each subscription.</param>
/// <param name="Watches">Directories whose changes it waits for.</param>
/// <param name="Descriptors">Everything it has open, without what it opens when first needed and keeps: pooled connections to its database, and assemblies.</param>
public sealed record PanelLoad(int Connections, int LogFiles, int Watches, int Descriptors)
{
    /// <summary>What it holds now.</summary>
    public static PanelLoad Of(PanelProcess panel)
    {
        var open = Directory.EnumerateFileSystemEntries($"/proc/{panel.Id}/fd").Select(path => (Number: Path.GetFileName(path), Target: Target(path))).ToList();
        return new PanelLoad(
            ConnectionsOf(panel.Address.Port),
            open.Count(file => file.Target.Contains("/log/container.log", StringComparison.Ordinal)),
            open.Where(file => file.Target == "anon_inode:inotify").Sum(file => File.ReadLines($"/proc/{panel.Id}/fdinfo/{file.Number}").Count(line => line.StartsWith("inotify ", StringComparison.Ordinal))),
            open.Count(file => !file.Target.Contains("/panel.db", StringComparison.Ordinal) && !file.Target.EndsWith(".dll", StringComparison.Ordinal)));
    }

    // Of the panel's end: neither the listening socket (0A) nor those that no process has any more (inode 0).
    private static int ConnectionsOf(int port) => File.ReadLines("/proc/net/tcp").Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(fields => fields[1].EndsWith(port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal) && fields[3] != "0A" && fields[9] != "0");

    private static string Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName.Replace($"{Path.GetDirectoryName(link)}/", "", StringComparison.Ordinal) ?? "";
        }
        catch (IOException)
        {
            return ""; // Closed meanwhile.
        }
    }
}
