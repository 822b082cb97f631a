using Panel.Engine.Linux.Users;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>Users and groups of this machine.</summary>
internal static class LinuxAccounts
{
    /// <summary>The group docker, whose members Docker lets in; root's where there is none.</summary>
    public static GroupEntry SocketGroup() =>
        UserDatabase.ParseGroup(File.ReadAllText("/etc/group")).FirstOrDefault(group => group.Name == "docker") is { Name: not null } docker ? docker : new GroupEntry("root", 0, []);

    /// <summary>Whether a user is root or in the group, as the machine's files have it now.</summary>
    public static bool MayUseSocket(uint uid)
    {
        if (uid == 0) return true;
        var (group, user) = (SocketGroup(), UserDatabase.ParsePasswd(File.ReadAllText("/etc/passwd")).FirstOrDefault(user => user.Uid == uid));
        return user.Name is not null && (user.Gid == group.Gid || group.Members.Contains(user.Name));
    }

    /// <summary>Name of a user, or null for one that /etc/passwd does not know.</summary>
    public static string? UserName(uint uid) => UserDatabase.ParsePasswd(File.ReadAllText("/etc/passwd")).FirstOrDefault(user => user.Uid == uid).Name;
}
