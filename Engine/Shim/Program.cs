using Panel.Engine.Protocol;
using Panel.Engine.Shim.Start;
using Panel.Engine.Shim.Supervise;

if (args is not (["run", _] or ["await", _]))
    return 2;

ShimProcess.Detach();
if ((args is ["run", var given] ? given : ShimProcess.AwaitSpec()) is not { } specPath)
    return 0;

ProcessStart? start = null;
Supervisor supervisor;
try
{
    start = StartOf.Spec(specPath);
    start.Prepare();
    supervisor = new Supervisor(start);
    supervisor.AwaitAttachments();
    start.Execute();
}
catch (StartFailure failure)
{
    var trouble = start?.Undo();
    MessageLine.TryWrite(1, MessageText.Line(new ShimMessage
    {
        Kind = ShimMessageKind.Failed,
        Step = failure.Step,
        Errno = failure.Errno,
        Path = failure.Path,
        Message = trouble is null ? failure.Message : $"{failure.Message} (and it could not all be undone: {trouble})",
        ExitCode = failure.ExitCode,
    }));
    return 1;
}

supervisor.Run();
return 0;
