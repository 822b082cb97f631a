using Panel.Engine.Linux.Files;

namespace Panel.Engine.Linux.Users;

/// <summary>Id maps of a user namespace: one range from 0 on, the same for users and groups.</summary>
public static class UserNamespaceMap
{
    /// <summary>Writes both maps of the process's namespace; each can be written only once.</summary>
    public static void Write(int pid, long firstId, int count)
    {
        var line = $"0 {firstId} {count}\n";
        RawFile.Write($"/proc/{pid}/uid_map", line);
        RawFile.Write($"/proc/{pid}/gid_map", line);
    }
}
