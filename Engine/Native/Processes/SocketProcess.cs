using System.Globalization;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Processes;

/// <summary>A process with an open socket.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="Name">Its name from <c>/proc/pid/comm</c>.</param>
/// <param name="Cgroup">Text of its <c>/proc/pid/cgroup</c>.</param>
internal sealed record SocketProcess(int Pid, string Name, string Cgroup)
{
    /// <summary>The process with the lowest pid among those that share the socket, usually the one that opened it; null when the panel sees
    /// none.</summary>
    /// <param name="inode">The socket's inode number.</param>
    public static SocketProcess? Find(long inode)
    {
        var link = $"socket:[{inode}]";
        var pids = Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0);
        foreach (var pid in pids.Where(pid => pid > 0).Order())
        {
            if (HasOpen(pid, link)) return new SocketProcess(pid, (KernelFile.Read($"/proc/{pid}/comm") ?? "").TrimEnd('\n'), KernelFile.Read($"/proc/{pid}/cgroup") ?? "");
        }
        return null;
    }

    private static bool HasOpen(int pid, string link)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(path => new FileInfo(path).LinkTarget == link);
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to somebody whose files even root may not read.
            return false;
        }
    }
}
