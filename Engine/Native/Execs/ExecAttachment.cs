using Panel.Engine.Contract;

namespace Panel.Engine.Native.Execs;

/// <summary>Input and output of a command. The end is reported only when its exit code is known, because clients ask for it right away.</summary>
internal sealed class ExecAttachment(IAttachment inner, Exec exec) : IAttachment
{
    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (await inner.ReadAsync(cancellationToken) is { } output) return output;
        await exec.Ended.WaitAsync(cancellationToken);
        return null;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default) => inner.WriteAsync(input, cancellationToken);

    public ValueTask CloseInputAsync() => inner.CloseInputAsync();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
