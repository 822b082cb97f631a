namespace Panel.Engine.Native.Containers;

/// <summary>A service beside the containers' life that goes along with it, such as health checks. What it does not override does nothing.</summary>
internal interface ILifeFollower
{
    /// <summary>The container has been created, or found when the engine started.</summary>
    void Known(Container container)
    {
    }

    /// <summary>A run has begun, or the engine has taken one over.</summary>
    void Begun(Container container)
    {
    }

    /// <summary>A run is over. The caller holds the container.</summary>
    void Ended(Container container)
    {
    }

    /// <summary>The container is gone. The caller holds it.</summary>
    void Removed(Container container)
    {
    }
}

/// <summary>All services that go along with the containers' life.</summary>
internal sealed class LifeFollowers(params ILifeFollower[] followers)
{
    public void Known(Container container) => Array.ForEach(followers, follower => follower.Known(container));

    public void Begun(Container container) => Array.ForEach(followers, follower => follower.Begun(container));

    public void Ended(Container container) => Array.ForEach(followers, follower => follower.Ended(container));

    public void Removed(Container container) => Array.ForEach(followers, follower => follower.Removed(container));
}
