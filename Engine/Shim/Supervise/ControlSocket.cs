using System.Runtime.InteropServices;
using System.Text;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Tmds.Linux;

namespace Panel.Engine.Shim.Supervise;

/// <summary>The listening unix socket, mode 0600.</summary>
internal sealed unsafe class ControlSocket
{
    private readonly string _path;

    public ControlSocket(string path)
    {
        _path = path;
        Descriptor = LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0);
        if (Descriptor < 0)
            throw new KernelException("socket", path, Marshal.GetLastPInvokeError());
        RawFile.Unlink(path);

        // sun_path holds 108 bytes; a path through the directory's descriptor fits at any depth.
        var directory = RawFile.Open(Path.GetDirectoryName(path)!, OpenFlags.Path | OpenFlags.Directory);
        var name = Encoding.UTF8.GetBytes($"/proc/self/fd/{directory}/{Path.GetFileName(path)}");
        var address = stackalloc byte[128];
        new Span<byte>(address, 128).Clear();
        *(ushort*)address = (ushort)LibC.AF_UNIX;
        name.CopyTo(new Span<byte>(address + 2, 106));
        var previous = LibC.umask(0x7F); // 0177
        var result = LibC.bind(Descriptor, (sockaddr*)address, 2 + name.Length + 1);
        var errno = Marshal.GetLastPInvokeError();
        LibC.umask(previous);
        RawFile.Close(directory);
        if (result < 0)
            throw new KernelException("bind", path, errno);
        // More waiting clients are refused at once, and many may attach at the same moment.
        const int waiting = 512;
        if (LibC.listen(Descriptor, waiting) < 0)
            throw new KernelException("listen", path, Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    /// <summary>A client's descriptor, or -1 when none waits.</summary>
    public int Accept() => LibC.accept4(Descriptor, null, null, LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK);

    public void Remove() => RawFile.Unlink(_path);
}
