using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Panel.Web.Hubs;

namespace Panel.Web.Tests.Auth;

/// <summary>Who may call which method of which hub (ISOLATION.md, P2). A method that is not in the table fails.</summary>
public sealed class HubMethodsTests
{
    private static readonly string[] Expected =
    [
        "LogHub.Search Viewer", "LogHub.Stream Viewer", "TerminalHub.Acknowledge Operator", "TerminalHub.Close Operator", "TerminalHub.Input Operator", "TerminalHub.List Operator",
        "TerminalHub.Open Operator", "TerminalHub.Output Operator", "TerminalHub.RecordingEnd Operator", "TerminalHub.RecordsAll Operator", "TerminalHub.Resize Operator",
    ];

    [Fact]
    public void Method_EachOfTheHubs_IsInTheTableWithItsRole() => Assert.Equal(Expected, Hubs().SelectMany(Methods).Order(StringComparer.Ordinal));

    [Fact]
    public void Hub_EachOfThePanel_IsCutWhenItsSessionEnds() => Assert.All(Hubs(), hub =>
        Assert.Contains(hub.GetConstructors().Single().GetParameters(), parameter => parameter.ParameterType == typeof(Web.Auth.SessionWatch)));

    private static IEnumerable<Type> Hubs() => typeof(LogHub).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Hub)) && !type.IsAbstract);

    private static IEnumerable<string> Methods(Type hub) => hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.GetBaseDefinition().DeclaringType == hub).Select(method => $"{hub.Name}.{method.Name} {Role(method) ?? Role(hub)}");

    private static string? Role(MemberInfo member) => member.GetCustomAttribute<AuthorizeAttribute>()?.Policy;
}
