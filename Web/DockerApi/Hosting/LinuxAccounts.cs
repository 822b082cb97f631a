using Panel.Engine.Linux.Users;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>Users and groups of this machine.</summary>
internal static class LinuxAccounts
{
    /// <summary>The group docker, whose members Docker allows; root's group if there is none.</summary>
    public static GroupEntry SocketGroup() =>
        UserDatabase.ParseGroup(File.ReadAllText("/etc/group")).FirstOrDefault(group => group.Name == "docker") is { Name: not null } docker ? docker : new GroupEntry("root", 0, []);

    /// <summary>Whether a user is root or in the group, by the machine's present files.</summary>
    public static bool MayUseSocket(uint uid)
    {
        if (uid == 0) return true;
        var (group, user) = (SocketGroup(), UserDatabase.ParsePasswd(File.ReadAllText("/etc/passwd")).FirstOrDefault(user => user.Uid == uid));
        return user.Name is not null && (user.Gid == group.Gid || group.Members.Contains(user.Name));
    }

    /// <summary>The user's name; null for one that is not in /etc/passwd.</summary>
    public static string? UserName(uint uid) => UserDatabase.ParsePasswd(File.ReadAllText("/etc/passwd")).FirstOrDefault(user => user.Uid == uid).Name;
}
