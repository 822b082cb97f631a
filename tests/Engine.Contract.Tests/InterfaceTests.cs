namespace Panel.Engine.Contract.Tests;

/// <summary>What stands before an engine, such as the panel's door, has to answer for each of its methods.</summary>
public sealed class InterfaceTests
{
    [Fact]
    public void Interfaces_HaveNoMethodThatAnswersByItself()
    {
        var faces = typeof(IContainerEngine).Assembly.GetExportedTypes().Where(type => type.IsInterface).ToList();
        Assert.Contains(typeof(IContainers), faces);
        Assert.DoesNotContain(faces.SelectMany(face => face.GetMethods()), method => !method.IsAbstract);
    }
}
