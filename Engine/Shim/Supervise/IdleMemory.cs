using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Shim.Supervise;

/// <summary>Releases memory that only the start needed: the pages of program code, most of which runs once. Code never changes, so the
/// kernel maps a page again from its cache when it is used; this halves the memory of an idle container.</summary>
internal static class IdleMemory
{
    public static void Release()
    {
        GC.Collect();
        foreach (var mapping in FileMapping.ReadAll())
        {
            // Executable, so neither data nor relocated.
            if (mapping.Permissions == "r-xp")
                mapping.Advise(FileMapping.DontNeed);
        }
    }
}
