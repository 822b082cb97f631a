namespace Panel.Engine.Linux.Users;

/// <summary>The user of a container's process.</summary>
public sealed record ResolvedUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string Home);

/// <summary>The image does not have the container's user, or its id is out of range.</summary>
public sealed class UnknownUserException(string message) : Exception(message);

/// <summary>
/// Resolves Docker's <c>user[:group]</c>, by names or numbers. Without a group, the user's own and supplementary groups apply. The group
/// itself is always among the supplementary ones, so that a program that changes its group keeps what a file denies to that group
/// (CVE-2022-36109).
/// </summary>
public static class UserResolver
{
    public static ResolvedUser Resolve(string user, string passwd, string group, IReadOnlyList<string>? additionalGroups = null)
    {
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? user : user[..colon];
        var groupName = colon < 0 ? "" : user[(colon + 1)..];
        if (name.Length == 0)
            name = "0";

        // A name takes precedence over a number: Docker looks for a user named "1000" first.
        var entries = UserDatabase.ParsePasswd(passwd).ToList();
        var isNumber = UserDatabase.Id(name, out var uid);
        var found = entries.FindIndex(e => e.Name == name);
        if (found < 0 && isNumber)
            found = entries.FindIndex(e => e.Uid == uid);
        if (found < 0 && !isNumber)
            throw new UnknownUserException(name.AsSpan().ContainsAnyExceptInRange('0', '9')
                ? $"unable to find user {name}: no matching entries in passwd file"
                : $"user id {name} is out of range: use 0 to {int.MaxValue}");

        var entry = found < 0 ? new PasswdEntry("", uid, 0, "/") : entries[found];
        var home = entry.Home.Length == 0 ? "/" : entry.Home;
        var groups = UserDatabase.ParseGroup(group).ToList();
        if (groupName.Length > 0)
        {
            var named = Group(groupName, groups);
            return new ResolvedUser(entry.Uid, named, [.. new[] { named }.Union(Additional())], home);
        }

        var supplementary = groups.Where(g => entry.Name.Length > 0 && g.Members.Contains(entry.Name)).Select(g => g.Gid);
        return new ResolvedUser(entry.Uid, entry.Gid, [.. new[] { entry.Gid }.Union(supplementary).Union(Additional())], home);

        IEnumerable<uint> Additional() => (additionalGroups ?? []).Select(name => Group(name, groups));
    }

    private static uint Group(string name, List<GroupEntry> groups)
    {
        var found = groups.FindIndex(g => g.Name == name);
        if (found >= 0)
            return groups[found].Gid;
        if (UserDatabase.Id(name, out var gid))
            return gid;
        throw new UnknownUserException($"unable to find group {name}: no matching entries in group file");
    }
}
