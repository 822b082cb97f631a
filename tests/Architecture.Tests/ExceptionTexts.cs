using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Panel.Architecture.Tests;

/// <summary>Finds where a program takes the text of an exception whose type does not promise that its text is for people.</summary>
internal sealed class ExceptionTexts(IReadOnlySet<string> forPeople)
{
    private const string Unknown = "an exception of unknown type";

    /// <summary>Each place as <c>Type.Method</c>, of closures and state machines the method that they belong to.</summary>
    public IEnumerable<(string Method, string Exception)> Find(AssemblyDefinition assembly) =>
        from type in assembly.MainModule.GetTypes()
        from method in type.Methods
        where method.HasBody
        from found in Find(method)
        select (MethodName.Of(method), found);

    private IEnumerable<string> Find(MethodDefinition method)
    {
        foreach (var instruction in method.Body.Instructions)
        {
            if (Taken(method, instruction) is { } type && !IsForPeople(type)) yield return type.FullName;
            else if (instruction.Operand is MethodReference { Name: "get_Message", DeclaringType.FullName: "System.Exception" } && Receiver(method, instruction) is null) yield return Unknown;
        }
    }

    // The exception whose text is taken: by its Message, by ToString, or by writing it into an interpolated string.
    private static TypeReference? Taken(MethodDefinition method, Instruction instruction) => instruction.Operand switch
    {
        MethodReference { Name: "get_Message", DeclaringType.FullName: "System.Exception" } => Receiver(method, instruction),
        MethodReference { Name: "ToString", Parameters.Count: 0 } when Receiver(method, instruction) is { } type && IsException(type) => type,
        GenericInstanceMethod { Name: "AppendFormatted" } append when IsException(append.GenericArguments[0]) => append.GenericArguments[0],
        _ => null,
    };

    private bool IsForPeople(TypeReference type)
    {
        for (var at = type; at is not null; at = at.Resolve()?.BaseType)
        {
            if (forPeople.Contains(at.FullName)) return true;
        }
        return false;
    }

    private static bool IsException(TypeReference type)
    {
        for (var at = type.IsGenericParameter || type.IsPointer || type.IsByReference || type.IsArray ? null : type; at is not null; at = at.Resolve()?.BaseType)
        {
            if (at.FullName == "System.Exception") return true;
        }
        return false;
    }

    // What pushed the object that the call is made on; a call without parameters takes it from the top.
    private static TypeReference? Receiver(MethodDefinition method, Instruction call)
    {
        if (method.Body.ExceptionHandlers.FirstOrDefault(handler => handler.HandlerStart == call) is { CatchType: { } caught }) return caught;
        var push = call.Previous;
        while (push is { OpCode.Code: Code.Nop or Code.Dup }) push = push.Previous;
        return push switch
        {
            null => null,
            { Operand: VariableDefinition local } => local.VariableType,
            { OpCode.Code: >= Code.Ldloc_0 and <= Code.Ldloc_3 } => method.Body.Variables[push.OpCode.Code - Code.Ldloc_0].VariableType,
            { OpCode.Code: >= Code.Ldarg_0 and <= Code.Ldarg_3 } => Argument(method, push.OpCode.Code - Code.Ldarg_0),
            { Operand: ParameterDefinition parameter } => parameter.ParameterType,
            { Operand: FieldReference field } => field.FieldType,
            { Operand: MethodReference called, OpCode.Code: Code.Call or Code.Callvirt } => called.ReturnType,
            { Operand: MethodReference made, OpCode.Code: Code.Newobj } => made.DeclaringType,
            { Operand: TypeReference cast, OpCode.Code: Code.Castclass or Code.Isinst } => cast,
            _ => null,
        };
    }

    private static TypeReference Argument(MethodDefinition method, int index) =>
        !method.HasThis ? method.Parameters[index].ParameterType : index == 0 ? method.DeclaringType : method.Parameters[index - 1].ParameterType;
}
