using Panel.Engine.Contract;

namespace Panel.Web.Components.Shared;

/// <summary>Turns an exception into the one sentence that a person reads.</summary>
public static partial class Problem
{
    /// <summary>The engine's own sentence; anything else is logged in full and described without its insides.</summary>
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
