using Panel.Engine.Contract;

namespace Panel.Web.Components.Shared;

/// <summary>Turns an exception into one sentence for a person.</summary>
public static partial class Problem
{
    /// <summary>Returns the engine's own sentence. Anything else is logged in full and described without its internals.</summary>
    public static string Describe(Exception error, ILogger logger)
    {
        if (error is EngineException told)
        {
            return told.Message;
        }

        LogUnexpected(logger, error);
        return "Something in the panel failed; its log says what. Try again.";
    }

    [LoggerMessage(EventId = 4000, Level = LogLevel.Error, Message = "A page's action failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, Exception error);
}
