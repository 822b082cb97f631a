using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Linux.Processes;

/// <summary>Resident memory of this process, and how to give some back to the machine.</summary>
public static partial class ProcessMemory
{
    /// <summary>Resident bytes that are no file's and no shared memory: the heaps and stacks (/proc/self/statm).</summary>
    /// <exception cref="Kernel.KernelException">There is no /proc.</exception>
    public static long AnonymousBytes
    {
        get
        {
            // size resident shared text lib data dt, in pages
            var pages = Encoding.ASCII.GetString(RawFile.ReadAll("/proc/self/statm")).Split(' ');
            return (Pages(pages[1]) - Pages(pages[2])) * Environment.SystemPageSize;
        }
    }

    /// <summary>Gives back what malloc(3) holds but nobody uses (malloc_trim(3)): the runtime and native libraries take from it.</summary>
    public static void TrimNativeHeap() => _ = MallocTrim(0);

    /// <summary>
    /// Gives back the pages of programs and libraries that this process alone has mapped. What is used again is read again from the file. Pages that
    /// were changed stay, or go to the swap; those that another process has mapped too stay.
    /// </summary>
    /// <exception cref="Kernel.KernelException">There is no /proc.</exception>
    public static void ReleaseFilePages()
    {
        foreach (var mapping in FileMapping.ReadAll())
        {
            // What is written to or executed from a shared mapping is data, or code that the runtime has made.
            if (mapping.Permissions is "r--s" or [_, _, _, 'p'])
                mapping.Advise(FileMapping.PageOut);
        }
    }

    private static long Pages(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
