using Panel.Engine.Linux.Files;
using Tmds.Linux;

namespace Panel.Engine.Shim.Supervise;

/// <summary>All attached clients, and the container's input.</summary>
internal sealed unsafe class Attachments(int input, bool isTerminal)
{
    private readonly List<Attachment> _all = [];
    private int _input = input;

    public int Count => _all.Count;

    /// <summary>Whether the container must wait until a client has read.</summary>
    public bool IsFull => _all.Exists(a => a.IsFull);

    public bool HasOutput => _all.Exists(a => a.HasOutput);

    /// <summary>Descriptors to poll: each client, and the container's input once.</summary>
    public int PollCount => _all.Count + 1;

    public void Add(Attachment attachment)
    {
        _all.Add(attachment);
        Pass(attachment);
    }

    public void Output(int stream, byte* data, int length)
    {
        for (var i = _all.Count - 1; i >= 0; i--)
        {
            if (_all[i].Add(stream, data, length) && !_all[i].Flush())
                Remove(i);
        }
    }

    public void Prepare(pollfd* poll)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            var events = (_all[i].HasOutput ? LibC.POLLOUT : 0) | (_all[i].HasInput || _all[i].InputEnded ? 0 : LibC.POLLIN);
            poll[i] = new pollfd { fd = _all[i].Descriptor, events = (short)events };
        }

        poll[_all.Count] = new pollfd { fd = _all.Exists(a => a.HasInput) ? _input : -1, events = (short)LibC.POLLOUT };
    }

    /// <summary>Handles the events that <see cref="Prepare"/> requested.</summary>
    public void Handle(pollfd* poll)
    {
        if (poll[_all.Count].revents != 0)
            _all.ForEach(Pass);
        for (var i = _all.Count - 1; i >= 0; i--)
        {
            var happened = poll[i].revents;
            var isThere = _all[i].Flush();
            if (isThere && (happened & LibC.POLLIN) != 0)
            {
                isThere = _all[i].Read();
                Pass(_all[i]);
            }

            var hungUp = (happened & (LibC.POLLHUP | LibC.POLLERR)) != 0 && (happened & LibC.POLLIN) == 0;
            if (!isThere || hungUp || _all[i].IsGivenUp)
                Remove(i);
        }
    }

    /// <summary>After the container's end: sends the rest, as long as somebody reads.</summary>
    public void Drain()
    {
        var poll = stackalloc pollfd[_all.Count];
        while (true)
        {
            for (var i = _all.Count - 1; i >= 0; i--)
            {
                if (!_all[i].Flush() || !_all[i].HasOutput || _all[i].IsGivenUp)
                    Remove(i);
            }

            if (_all.Count == 0)
                return;

            // Input is not polled, because nobody reads it any more.
            for (var i = 0; i < _all.Count; i++)
                poll[i] = new pollfd { fd = _all[i].Descriptor, events = (short)LibC.POLLOUT };
            _ = LibC.poll(poll, (uint)_all.Count, (int)Attachment.Patience);
        }
    }

    private void Pass(Attachment attachment)
    {
        // A terminal stays open: its end of input is a character.
        if (!attachment.Pass(_input) || isTerminal || _input < 0)
            return;
        RawFile.Close(_input);
        _input = -1;
    }

    private void Remove(int index)
    {
        _all[index].Close();
        _all.RemoveAt(index);
    }
}
