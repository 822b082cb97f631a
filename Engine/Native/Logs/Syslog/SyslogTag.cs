using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>The tag of a container's messages.</summary>
internal static class SyslogTag
{
    /// <summary>The tag, without spaces and control characters, which would end it.</summary>
    public static string Of(string template, ContainerConfig config) =>
        string.Concat(LogTag.Fill(template, config.Id, config.Name, config.ImageId, config.Spec.Image).Select(character => character is <= ' ' or (char)127 ? '_' : character));
}
