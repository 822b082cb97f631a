namespace Panel.Web.Configuration;

/// <summary>Why the panel cannot start, in one sentence.</summary>
public sealed class StartUpException(string message, Exception? inner = null) : Exception(message, inner);
