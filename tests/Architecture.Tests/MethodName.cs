using Mono.Cecil;

namespace Panel.Architecture.Tests;

/// <summary>Names methods as their source does.</summary>
internal static class MethodName
{
    /// <summary><c>Type.Method</c>; of closures and state machines the method that they belong to.</summary>
    // A state machine is called <Method>d__1, a closure's method or a local function <Method>b__0 or <Method>g__Local|0.
    public static string Of(MethodDefinition method)
    {
        var (type, name) = (method.DeclaringType, method.Name);
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            if (!name.StartsWith('<') && type.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end) name = type.Name[..(end + 1)];
            type = outer;
        }
        return $"{type.FullName}.{(name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 0 and var close ? name[1..close] : name)}";
    }
}
