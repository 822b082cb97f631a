using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Supervise;

/// <summary>The live log file and its rotation. A full disk costs log lines, never the container.</summary>
internal sealed unsafe class LogFile
{
    private const int Mode = 0x1A0; // 0640

    private readonly LogSpec _spec;
    private int _descriptor;
    private long _size;

    public LogFile(LogSpec spec)
    {
        _spec = spec;
        IsNew = !RawFile.Exists(spec.Path);
        Open();
    }

    /// <summary>False when an earlier run of the container created it.</summary>
    public bool IsNew { get; }

    /// <summary>Inode and size of the live file, in decimal digits: everything appended so far.</summary>
    public string Position()
    {
        Tmds.Linux.stat status;
        return Tmds.Linux.LibC.fstat(_descriptor, &status) == 0 ? $"{(ulong)status.st_ino} {_size}" : "0 0";
    }

    /// <summary>Whether to rotate the file before this many more bytes, with others still to be written. Within a line the file may grow to
    /// twice its limit, so that lines stay whole but an endless one does not fill the disk.</summary>
    public bool IsFull(int unwritten, int more, bool withinLine)
    {
        var size = _size + unwritten;
        return _spec.MaxBytes > 0 && size > 0 && size + more > (withinLine ? 2 * _spec.MaxBytes : _spec.MaxBytes);
    }

    /// <summary>Writes whole records. Records that do not fit on the disk are dropped; the file never ends in half a record.</summary>
    public void Append(byte* data, int length)
    {
        var written = 0;
        while (written < length)
        {
            var count = Syscall.Try(SyscallNumber.Write, _descriptor, (nint)(data + written), length - written);
            if (count <= 0)
            {
                if (written > 0)
                    Syscall.Try(SyscallNumber.Ftruncate, _descriptor, (nint)_size);
                return;
            }

            written += (int)count;
        }

        _size += length;
    }

    public void Rotate()
    {
        if (_spec.MaxFiles <= 1)
        {
            // Not truncated, because a follower reads the old file to its end.
            fixed (byte* path = Syscall.Text(_spec.Path))
                Syscall.Try(SyscallNumber.UnlinkAt, OpenFlags.WorkingDirectory, (nint)path);
        }

        for (var i = _spec.MaxFiles - 2; i >= 0; i--)
        {
            var from = i == 0 ? _spec.Path : $"{_spec.Path}.{i}";
            fixed (byte* old = Syscall.Text(from), next = Syscall.Text($"{_spec.Path}.{i + 1}"))
                Syscall.Try(SyscallNumber.RenameAt2, -100, (nint)old, -100, (nint)next);
        }

        var rotated = _descriptor;
        try
        {
            Open();
            RawFile.Close(rotated);
        }
        catch (KernelException)
        {
            // The disk is full: lines go into the rotated file until the next rotation finds room.
            _size = 0;
        }
    }

    private void Open()
    {
        _descriptor = RawFile.Open(_spec.Path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Append, Mode);
        _size = Tmds.Linux.LibC.lseek(_descriptor, 0, Tmds.Linux.LibC.SEEK_END);
        EndTornRecord();
    }

    // A shim that was killed during a write left half a record; the first one of this run must not be joined to it.
    private void EndTornRecord()
    {
        byte last = (byte)'\n';
        if (_size == 0 || Tmds.Linux.LibC.lseek(_descriptor, -1, Tmds.Linux.LibC.SEEK_END) < 0
            || Syscall.Try(SyscallNumber.Read, _descriptor, (nint)(&last), 1) != 1 || last == (byte)'\n')
            return;
        last = (byte)'\n';
        Append(&last, 1);
    }
}
