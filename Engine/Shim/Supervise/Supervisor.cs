using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Start;
using Tmds.Linux;

namespace Panel.Engine.Shim.Supervise;

/// <summary>The shim's main loop while the container is running: one poll for its end, its output, the OOM killer and the control socket.</summary>
internal sealed unsafe class Supervisor
{
    private const int StandardOutput = 1;

    private readonly ProcessStart _container;
    private readonly LogStream[] _streams;
    private readonly Attachments _attachments;
    private readonly List<Client> _clients = [];
    private readonly (int Descriptor, short Events)? _oomWatch;
    private readonly byte[] _started;
    private bool _isRunning;
    private bool _isTrimmed;
    private bool _hasParent = true;
    private long _oomKills;

    // v1 wakes before the kernel has chosen and counted its victim, so the counter is read for a second.
    private const int OomLooks = 40;
    private const int OomLookTime = 25;
    private int _oomLooks;

    public Supervisor(ProcessStart container)
    {
        _container = container;
        var isTerminal = container.Terminal >= 0;
        _attachments = new Attachments(isTerminal ? container.Terminal : container.Streams.Input, isTerminal);
        _streams = isTerminal
            ? [new LogStream(container.Terminal, container.Log, false, _attachments)]
            : [new LogStream(container.Streams.Output, container.Log, false, _attachments), new LogStream(container.Streams.Error, container.Log, true, _attachments)];
        _oomWatch = WatchOom(container);
        _started = MessageText.Line(new ShimMessage
        {
            Kind = ShimMessageKind.Started,
            Pid = container.Pid,
            ShimPid = Environment.ProcessId,
            StartTimeTicks = PidFd.StartTimeTicks(container.Pid),
        });
    }

    // The command is already running, so it must not fail because of a watch. The memory limit's kills are still counted at the end.
    private static (int Descriptor, short Events)? WatchOom(ProcessStart container)
    {
        if (!container.OwnsCgroup)
            return null;
        try
        {
            return container.Cgroup.WatchOom();
        }
        catch (KernelException)
        {
            return null;
        }
    }

    /// <summary>Before the command runs: waits until the clients that the specification announces are attached, or their time is over.</summary>
    public void AwaitAttachments()
    {
        const long patience = 10_000;
        var begin = Environment.TickCount64;
        while (_attachments.Count < _container.Spec.AwaitedAttachments && Environment.TickCount64 - begin < patience && !Step(100))
        {
        }
    }

    public void Run()
    {
        _isRunning = true;
        ToParent(_started);
        while (!Step(Timeout()))
        {
        }

        var code = PidFd.Wait(_container.PidFd);

        // The kernel ends a pid namespace only after all its processes are gone, so all their output is in the pipes by now. Processes that
        // an exec, or a container in another pid namespace, has left running may continue to write for ever: one pipe's length contains
        // everything from before the end.
        foreach (var stream in _streams)
        {
            for (var rest = StandardStreams.PipeBytes; rest > 0 && stream.Descriptor >= 0 && stream.Pump() is > 0 and var count;)
                rest -= count;
            stream.Finish();
        }

        if (_container.OwnsCgroup)
            CheckOom();
        var exit = new ExitRecord { ExitCode = code, OomKilled = _oomKills > 0, FinishedUnixNanoseconds = Clock.UnixNanoseconds() };
        var record = Record(exit);

        Broadcast(MessageText.Line(new ShimMessage { Kind = ShimMessageKind.Exited, ExitCode = code, Exit = exit }));
        if (_container.OwnsCgroup)
            RemoveCgroup();
        _container.Socket!.Remove();
        PortHolder.Release();
        Broadcast(MessageText.Line(new ShimMessage { Kind = ShimMessageKind.Released }));
        if (!_attachments.HasOutput)
            _attachments.Drain();

        // From here on the disk is flushed; only a restart, which waits for the end of the stream, waits for that, too.
        if (_container.Root >= 0)
            RawFile.Close(_container.Root);
        foreach (var client in _clients)
            RawFile.Close(client.Descriptor);
        Sync(record);
        _attachments.Drain();
    }

    private void RemoveCgroup()
    {
        try
        {
            Teardown.RemoveCgroup(_container.Cgroup);
        }
        catch (Exception error) when (error is KernelException or IOException)
        {
            // Groups that the container created, too deep or busy: the engine removes them. The rest of the end, such as releasing ports,
            // does not wait.
        }
    }

    private (int File, int Directory)? Record(ExitRecord exit)
    {
        try
        {
            return RawFile.Replace(_container.Spec.ExitFile, MessageText.Text(exit), 0x180);
        }
        catch (KernelException)
        {
            // The disk is full. Listeners are told now; a later engine finds no record and says that the exit code is unknown.
            return null;
        }
    }

    private static void Sync((int File, int Directory)? record)
    {
        try
        {
            if (record is { } replaced)
                RawFile.Sync(replaced);
        }
        catch (KernelException)
        {
            // The disk is failing: the record is valid until the machine stops.
        }
    }

    // A container that is quiet for a second will often be quiet for long; the shim still checks a client for which it waits.
    private int Timeout() => _oomLooks > 0 ? OomLookTime : _isTrimmed && !_attachments.HasOutput ? -1 : 1000;

    // True when the container has ended.
    private bool Step(int timeout)
    {
        var attached = 3 + _streams.Length + _clients.Count;
        var count = attached + _attachments.PollCount;
        var poll = stackalloc pollfd[count];
        poll[0] = new pollfd { fd = _container.PidFd, events = (short)LibC.POLLIN };
        poll[1] = new pollfd { fd = _container.Socket!.Descriptor, events = (short)LibC.POLLIN };
        poll[2] = new pollfd { fd = _oomWatch?.Descriptor ?? -1, events = _oomWatch?.Events ?? 0 };
        for (var i = 0; i < _streams.Length; i++)
            poll[3 + i] = new pollfd { fd = _attachments.IsFull ? -1 : _streams[i].Descriptor, events = (short)LibC.POLLIN };
        for (var i = 0; i < _clients.Count; i++)
            poll[3 + _streams.Length + i] = new pollfd { fd = _clients[i].Descriptor, events = (short)LibC.POLLIN };

        _attachments.Prepare(poll + attached);
        var ready = LibC.poll(poll, (uint)count, timeout);
        if (ready == 0 && timeout == 1000 && !_isTrimmed)
        {
            IdleMemory.Release();
            _isTrimmed = true;
        }

        if (_oomLooks > 0)
        {
            _oomLooks--;
            CheckOom();
        }

        // Also without an event, so that a client that reads nothing is dropped.
        _attachments.Handle(poll + attached);
        if (ready <= 0)
            return false;
        for (var i = 0; i < _streams.Length; i++)
        {
            if (poll[3 + i].revents != 0)
                _streams[i].Pump();
        }

        if (poll[2].revents != 0)
        {
            _oomLooks = OomLooks;
            CheckOom();
        }

        // Backwards, because clients that are gone are removed.
        for (var i = _clients.Count - 1; i >= 0; i--)
        {
            if (poll[3 + _streams.Length + i].revents == 0)
                continue;
            if (!_clients[i].Read(Handle))
                Drop(_clients[i]);
            else if (_clients[i].Attachment is { } attachment)
            {
                _clients.RemoveAt(i);
                _attachments.Add(attachment);
            }
        }

        if (poll[1].revents != 0 && _container.Socket!.Accept() is >= 0 and var descriptor)
            _clients.Add(new Client(descriptor));
        return poll[0].revents != 0;
    }

    private void Handle(Client client, ShimRequest request)
    {
        switch (request)
        {
            case { Kind: ShimRequestKind.Subscribe }:
                client.IsSubscribed = true;
                MessageLine.TryWrite(client.Descriptor, _started);
                if (_oomKills > 0)
                    MessageLine.TryWrite(client.Descriptor, MessageText.Line(new ShimMessage { Kind = ShimMessageKind.Oom }));
                break;
            case { Kind: ShimRequestKind.Kill, Signal: >= 1 and <= 64 and var signal }:
                PidFd.Signal(_container.PidFd, signal);
                break;
            case { Kind: ShimRequestKind.Resize, Rows: > 0 and <= ushort.MaxValue and var rows, Columns: > 0 and <= ushort.MaxValue and var columns } when _container.Terminal >= 0:
                TerminalSize.Set(_streams[0].Descriptor, rows, columns);
                break;
            case { Kind: ShimRequestKind.Attach }:
                // The shim waits for a client that attached before the start, or is the only one to get the output (ADR 0022).
                client.Attachment = new Attachment(client.Descriptor, request.Streams ?? 0, request.CloseInput ?? false, isWaitedFor: !_isRunning || _container.Log is null);
                if (request.Position == true && _container.Log is { } log)
                    Begin(client.Attachment, log);
                break;
            default:
                client.Refuse("kill needs a signal from 1 to 64; resize needs a terminal, rows and columns");
                break;
        }
    }

    // Both at one moment, so that the log up to here and the stream from here on contain every byte once.
    private void Begin(Attachment attachment, LogFile log)
    {
        attachment.AddPosition(log.Position());
        foreach (var stream in _streams)
            stream.GivePending(attachment);
    }

    private void CheckOom()
    {
        if (_oomWatch is { } watch)
        {
            // Both stay readable until they are read: the eventfd of v1, and memory.events of v2 from its beginning. An eventfd has no
            // offset to set.
            const int wholeFile = 4096;
            var buffer = stackalloc byte[wholeFile];
            _ = LibC.lseek(watch.Descriptor, 0, LibC.SEEK_SET);
            Linux.Kernel.Syscall.Try(Linux.Kernel.SyscallNumber.Read, watch.Descriptor, (nint)buffer, wholeFile);
        }

        var kills = _container.Cgroup.OomKills();
        if (kills <= _oomKills)
            return;
        _oomKills = kills;
        _oomLooks = 0;
        Broadcast(MessageText.Line(new ShimMessage { Kind = ShimMessageKind.Oom }));
    }

    private void Broadcast(byte[] line)
    {
        ToParent(line);
        foreach (var client in _clients.Where(c => c.IsSubscribed).ToList())
        {
            if (!MessageLine.TryWrite(client.Descriptor, line))
                Drop(client);
        }
    }

    // The panel that started us may be gone or restarted: then its pipe is broken, and it finds us by the socket.
    private void ToParent(byte[] line)
    {
        if (!_hasParent || MessageLine.TryWrite(StandardOutput, line))
            return;
        _hasParent = false;
        RawFile.Close(StandardOutput);
        RawFile.Open("/dev/null", OpenFlags.WriteOnly);
    }

    private void Drop(Client client)
    {
        _clients.Remove(client);
        RawFile.Close(client.Descriptor);
    }
}
